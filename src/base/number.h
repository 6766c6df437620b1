// SPDX-License-Identifier: Apache-2.0
// Numbers as people type them.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace stamp {

// All of `text` as digits, at most `max`. No sign, no blank, no base but ten.
inline std::optional<std::uint32_t> parse_decimal(std::string_view text, std::uint32_t max) {
	std::uint32_t value = 0;
	const char *end = text.data() + text.size();
	const auto [stop, failure] = std::from_chars(text.data(), end, value);
	if (failure != std::errc{} || stop != end || value > max)
		return std::nullopt;
	return value;
}

// All of `text`, decimal or 0x and hexadecimal, within the bounds. The error has code 0.
Result<std::uint64_t> parse_number(std::string_view text, std::uint64_t min, std::uint64_t max);

} // namespace stamp
