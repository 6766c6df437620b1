// SPDX-License-Identifier: Apache-2.0
// Network byte order, at an offset that the caller has checked.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

namespace stamp::time {

template <std::unsigned_integral T>
[[nodiscard]] constexpr T load_be(std::span<const std::uint8_t> octets, std::size_t offset) {
	std::uint64_t value = 0;
	for (const std::uint8_t octet : octets.subspan(offset, sizeof(T)))
		value = value << 8 | octet;
	return static_cast<T>(value);
}

template <std::unsigned_integral T>
constexpr void store_be(std::span<std::uint8_t> octets, std::size_t offset, T value) {
	for (std::size_t i = 0; i < sizeof(T); i++)
		octets[offset + i] = static_cast<std::uint8_t>(value >> 8 * (sizeof(T) - 1 - i));
}

} // namespace stamp::time
