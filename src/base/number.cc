// SPDX-License-Identifier: Apache-2.0
#include "base/number.h"

#include <limits>
#include <string>

namespace stamp {

Result<std::uint64_t> parse_number(std::string_view text, std::uint64_t min, std::uint64_t max) {
	const bool hex = text.starts_with("0x") || text.starts_with("0X");
	const std::string_view digits = hex ? text.substr(2) : text;
	const char *end = digits.data() + digits.size();
	std::uint64_t value = 0;
	const auto result = std::from_chars(digits.data(), end, value, hex ? 16 : 10);
	const bool is_number = result.ec == std::errc{} && result.ptr == end;
	if (!is_number && max == std::numeric_limits<std::uint64_t>::max())
		return Error{0, "'" + std::string(text) + "' is not a whole number"};
	if (!is_number || value < min || value > max)
		return Error{0, "'" + std::string(text) + "' is not a number from " +
					std::to_string(min) + " to " + std::to_string(max)};
	return value;
}

} // namespace stamp
