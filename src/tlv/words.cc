// SPDX-License-Identifier: Apache-2.0
#include "tlv/words.h"

#include <array>
#include <string_view>

namespace stamp::tlv {
namespace {

constexpr std::array<std::string_view, 5> sources{"NTP", "PTP", "SSU/BITS", "a satellite system",
						  "nothing (free-running)"};
constexpr std::array<std::string_view, 3> methods{"by hardware", "by software",
						  "in the control plane"};

template <std::size_t n>
std::string coded(const std::array<std::string_view, n> &names, std::uint8_t code) {
	if (code != 0 && code <= n)
		return std::string(names[code - 1]);
	return code == 0 ? "(not reported)" : "code " + std::to_string(code);
}

} // namespace

std::string method_text(std::uint8_t method) {
	return coded(methods, method);
}

std::string source_text(std::uint8_t source) {
	return coded(sources, source);
}

} // namespace stamp::tlv
