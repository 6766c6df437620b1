// SPDX-License-Identifier: Apache-2.0
#include "net/dscp_names.h"

#include <array>
#include <cctype>
#include <optional>
#include <string>

#include "base/number.h"

namespace stamp::net {
namespace {

struct Named {
	std::string_view name;
	std::uint8_t value;
};

constexpr std::array fixed_dscps = {Named{"be", 0}, Named{"df", 0}, Named{"le", 1}, Named{"va", 44},
				    Named{"ef", 46}};
constexpr std::array ecns = {Named{"not-ect", 0}, Named{"ect1", 1}, Named{"ect0", 2},
			     Named{"ce", 3}};

std::string lower(std::string_view text) {
	std::string out(text);
	for (char &c : out)
		c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
	return out;
}

template <typename Names>
std::optional<std::uint8_t> look_up(const Names &names, std::string_view wanted) {
	for (const Named &named : names)
		if (named.name == wanted)
			return named.value;
	return std::nullopt;
}

bool is_digit(char c, char first, char last) {
	return c >= first && c <= last;
}

// The families that are built from digits: csN = 8N, afXY = 8X + 2Y.
std::optional<std::uint8_t> composed_dscp(std::string_view name) {
	if (name.size() == 3 && name.starts_with("cs") && is_digit(name[2], '0', '7'))
		return static_cast<std::uint8_t>(8 * (name[2] - '0'));
	if (name.size() == 4 && name.starts_with("af") && is_digit(name[2], '1', '4') &&
	    is_digit(name[3], '1', '3'))
		return static_cast<std::uint8_t>(8 * (name[2] - '0') + 2 * (name[3] - '0'));
	return std::nullopt;
}

} // namespace

Result<std::uint8_t> parse_dscp(std::string_view text) {
	const std::string name = lower(text);
	if (const auto value = parse_decimal(text, 63))
		return static_cast<std::uint8_t>(*value);
	if (const auto value = look_up(fixed_dscps, name))
		return *value;
	if (const auto value = composed_dscp(name))
		return *value;
	return Error{0,
		     "'" + std::string(text) +
			     "' is neither a number from 0 to 63 nor one of be, le, ef, va, cs0 to "
			     "cs7, af11 to af43"};
}

Result<std::uint8_t> parse_ecn(std::string_view text) {
	if (const auto value = parse_decimal(text, 3))
		return static_cast<std::uint8_t>(*value);
	if (const auto value = look_up(ecns, lower(text)))
		return *value;
	return Error{
		0, "'" + std::string(text) +
			   "' is neither a number from 0 to 3 nor one of not-ect, ect1, ect0, ce"};
}

} // namespace stamp::net
