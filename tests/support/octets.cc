// SPDX-License-Identifier: Apache-2.0
#include "support/octets.h"

#include <cctype>
#include <stdexcept>

namespace stamp::test {

namespace {

int digit_of(char c) {
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	throw std::invalid_argument("not a hex digit");
}

} // namespace

Octets from_hex(std::string_view text) {
	Octets octets;
	int high = -1;

	for (char c : text) {
		if (std::isspace(static_cast<unsigned char>(c)))
			continue;
		if (high < 0) {
			high = digit_of(c);
			continue;
		}
		octets.push_back(static_cast<std::uint8_t>(high * 16 + digit_of(c)));
		high = -1;
	}
	return octets;
}

std::string to_hex(const Octets &octets) {
	static const char digits[] = "0123456789abcdef";
	std::string text;

	for (std::size_t i = 0; i < octets.size(); i++) {
		if (i && i % 4 == 0)
			text += ' ';
		text += digits[octets[i] >> 4];
		text += digits[octets[i] & 15];
	}
	return text;
}

std::uint16_t get16(const Octets &octets, std::size_t at) {
	return static_cast<std::uint16_t>(octets.at(at) << 8 | octets.at(at + 1));
}

std::uint32_t get32(const Octets &octets, std::size_t at) {
	return static_cast<std::uint32_t>(get16(octets, at)) << 16 | get16(octets, at + 2);
}

std::uint64_t get64(const Octets &octets, std::size_t at) {
	return static_cast<std::uint64_t>(get32(octets, at)) << 32 | get32(octets, at + 4);
}

void put16(Octets &octets, std::size_t at, std::uint16_t value) {
	octets.at(at) = static_cast<std::uint8_t>(value >> 8);
	octets.at(at + 1) = static_cast<std::uint8_t>(value & 0xff);
}

void put32(Octets &octets, std::size_t at, std::uint32_t value) {
	put16(octets, at, static_cast<std::uint16_t>(value >> 16));
	put16(octets, at + 2, static_cast<std::uint16_t>(value & 0xffff));
}

void append(Octets &to, const Octets &what) {
	to.insert(to.end(), what.begin(), what.end());
}

Octets slice(const Octets &octets, std::size_t from, std::size_t size) {
	if (from + size > octets.size())
		throw std::out_of_range("slice");
	return {octets.begin() + static_cast<std::ptrdiff_t>(from),
		octets.begin() + static_cast<std::ptrdiff_t>(from + size)};
}

Octets pattern(std::size_t size, std::uint8_t first) {
	Octets octets(size);

	for (std::size_t i = 0; i < size; i++)
		octets[i] = static_cast<std::uint8_t>(1 + (first - 1 + i) % 251);
	return octets;
}

std::uint16_t ones_sum(const Octets &octets, std::uint16_t start) {
	std::uint32_t sum = start;

	for (std::size_t i = 0; i < octets.size(); i += 2) {
		sum += static_cast<std::uint32_t>(octets[i] << 8);
		if (i + 1 < octets.size())
			sum += octets[i + 1];
		if (sum > 0xffff)
			sum -= 0xffff;
	}
	return static_cast<std::uint16_t>(sum);
}

std::uint16_t internet_checksum(const Octets &octets) {
	return static_cast<std::uint16_t>(0xffff - ones_sum(octets));
}

} // namespace stamp::test
