// SPDX-License-Identifier: Apache-2.0
// The types that have a name here: the rows of STAMP_TLVS with their Kind.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tlv/kind.h"

namespace stamp::tlv {

struct Row {
	std::string_view name; // "class_of_service"
	std::uint8_t type;
	std::uint32_t least, most; // octets of the value
	const Kind *kind;

	[[nodiscard]] bool has_possible_length(std::uint16_t length) const;
};

[[nodiscard]] std::span<const Row> rows();
// Null: none.
[[nodiscard]] const Row *find(std::uint8_t type);
[[nodiscard]] const Row *find(std::string_view name);

// "class_of_service"; "type_200" of one that has no name here.
[[nodiscard]] std::string name_of(std::uint8_t type);

// What follows the base packet is asked for as "NAME[:ARGUMENTS]", with - or _ in the name, or as
// "type=N:HEX". The error has code 0.
Result<Request> parse_request(std::string_view text);
// Of NAME[:ARGUMENTS], as the rows write it.
[[nodiscard]] std::string name_in(std::string_view text);

} // namespace stamp::tlv
