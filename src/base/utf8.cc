// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#include <algorithm>

namespace stamp {

namespace {

// How many octets a lead octet asks for (0: it is none), and what the second of them may be.
struct Lead {
	std::size_t octets;
	unsigned char low = 0x80, high = 0xbf;
};

// The table of RFC 3629 4.
Lead lead(unsigned char octet) {
	if (octet < 0x80)
		return {1};
	if (octet < 0xc2) // a continuation, or an overlong form
		return {0};
	if (octet < 0xe0)
		return {2};
	if (octet < 0xf0)
		return {3, static_cast<unsigned char>(octet == 0xe0 ? 0xa0 : 0x80),
			static_cast<unsigned char>(octet == 0xed ? 0x9f : 0xbf)};
	if (octet < 0xf5)
		return {4, static_cast<unsigned char>(octet == 0xf0 ? 0x90 : 0x80),
			static_cast<unsigned char>(octet == 0xf4 ? 0x8f : 0xbf)};
	return {0};
}

} // namespace

Utf8 first_of_utf8(std::string_view text) {
	const Lead first = lead(static_cast<unsigned char>(text[0]));
	std::size_t good = 1;
	while (good < std::min(first.octets, text.size())) {
		const auto octet = static_cast<unsigned char>(text[good]);
		const unsigned char low = good == 1 ? first.low : 0x80;
		const unsigned char high = good == 1 ? first.high : 0xbf;
		if (octet < low || octet > high)
			break;
		good++;
	}
	return {good, good == first.octets};
}

} // namespace stamp
