// SPDX-License-Identifier: Apache-2.0
// A hash that is the same in every build and on every host, which std::hash is not. FNV-1a and the
// finaliser of MurmurHash3: names that differ in their last character alone differ in the highest
// bits, too.
#pragma once

#include <cstdint>
#include <string_view>

namespace stamp {

class StableHash {
public:
	StableHash &add(std::string_view octets) {
		for (const char c : octets)
			hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001b3;
		return *this;
	}
	[[nodiscard]] std::uint64_t value() const {
		std::uint64_t hash = hash_;
		hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
		hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
		return hash ^ (hash >> 33);
	}

private:
	std::uint64_t hash_ = 0xcbf29ce484222325;
};

} // namespace stamp
