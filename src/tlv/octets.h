// SPDX-License-Identifier: Apache-2.0
// Between the values of tlv_values.h and octets.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <vector>

#include "tlv/kind.h"

namespace stamp::tlv {

// What is for the reflector to fill in is zero.
template <typename Wire> Request request_with(const Wire &wire) {
	Request tlv;
	tlv.value.resize(sizeof(wire));
	std::memcpy(tlv.value.data(), &wire, sizeof(wire));
	return tlv;
}

// What the value has of it; the rest is zero.
template <typename Wire> Wire read_as(Value value) {
	Wire wire{};
	if (!value.empty())
		std::memcpy(&wire, value.data(), std::min(value.size(), sizeof(wire)));
	return wire;
}

inline Value value_of(const Request &tlv) {
	return {reinterpret_cast<const std::uint8_t *>(tlv.value.data()), tlv.value.size()};
}

[[nodiscard]] std::vector<std::byte> random_octets(std::size_t count);

} // namespace stamp::tlv
