// SPDX-License-Identifier: Apache-2.0
// A range of addresses in CIDR notation (RFC 4632, RFC 4291 2.3).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "net/address.h"
#include "stamp/abi.h"

namespace stamp::net {

struct Prefix {
	Address address;     // host bits are zero
	unsigned length = 0; // of its own family: 0..32 or 0..128

	// "10.0.0.0/8", "2001:db8::/32"; a bare address is a range of one. Host bits that are set
	// are refused and the range they lie in is named. The error has code 0.
	static Result<Prefix> parse(std::string_view text);

	[[nodiscard]] std::string text() const;
	// The key of the datapath's table: 10.0.0.0/8 has 104 bits there.
	[[nodiscard]] stamp_prefix key() const;

	[[nodiscard]] bool is_address() const { return length == (address.is_v4() ? 32u : 128u); }

	bool operator==(const Prefix &) const = default;
	auto operator<=>(const Prefix &) const = default;
};

} // namespace stamp::net
