// SPDX-License-Identifier: Apache-2.0
// Octet strings of tests: hex, big-endian fields, and an Internet checksum of its own, which
// shares no line with the one under test.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stamp::test {

using Octets = std::vector<std::uint8_t>;

// White space between the digits is skipped.
[[nodiscard]] Octets from_hex(std::string_view text);
[[nodiscard]] std::string to_hex(const Octets &octets);

// Big-endian fields. Reading past the end throws std::out_of_range: a test that does is wrong.
[[nodiscard]] std::uint16_t get16(const Octets &octets, std::size_t at);
[[nodiscard]] std::uint32_t get32(const Octets &octets, std::size_t at);
[[nodiscard]] std::uint64_t get64(const Octets &octets, std::size_t at);
void put16(Octets &octets, std::size_t at, std::uint16_t value);
void put32(Octets &octets, std::size_t at, std::uint32_t value);

void append(Octets &to, const Octets &what);
[[nodiscard]] Octets slice(const Octets &octets, std::size_t from, std::size_t size);
// `size` octets that differ from place to place, none of them zero.
[[nodiscard]] Octets pattern(std::size_t size, std::uint8_t first = 1);

// RFC 1071: the ones' complement sum of 16-bit words, an odd octet padded on the right, and its
// complement, both in host order. Word by word, with the end-around carry at each step.
[[nodiscard]] std::uint16_t ones_sum(const Octets &octets, std::uint16_t start = 0);
[[nodiscard]] std::uint16_t internet_checksum(const Octets &octets);

} // namespace stamp::test
