// SPDX-License-Identifier: Apache-2.0
// A frame at the very end of a heap block, so that the address sanitizer sees a read beyond it.
#pragma once

#include <algorithm>
#include <memory>

#include "support/packet.h"

namespace stamp::test {

class Buffer {
public:
	// `lead` octets before it: 2 put the IP header behind a MAC header where the kernel has it,
	// on a multiple of 4.
	explicit Buffer(const Octets &octets, std::size_t lead = 2)
		: size_(octets.size()), lead_(lead),
		  octets_(new std::uint8_t[lead + octets.size()]) {
		std::copy(octets.begin(), octets.end(), begin());
	}

	[[nodiscard]] std::uint8_t *begin() const { return octets_.get() + lead_; }
	[[nodiscard]] std::uint8_t *end() const { return begin() + size_; }
	[[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(size_); }
	[[nodiscard]] Octets octets() const { return {begin(), end()}; }
	template <typename Header> [[nodiscard]] Header *at(std::size_t offset) const {
		return reinterpret_cast<Header *>(begin() + offset);
	}

private:
	std::size_t size_;
	std::size_t lead_;
	std::unique_ptr<std::uint8_t[]> octets_;
};

} // namespace stamp::test
