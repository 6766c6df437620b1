// SPDX-License-Identifier: Apache-2.0
// The requests that leave together: those of the slots that are due. Constant memory.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "session/datapath.h"
#include "stamp/limits.h"
#include "stamp/wire.h"
#include "time/clock.h"

namespace stamp::session {

class Outbox {
public:
	static constexpr std::size_t capacity = STAMP_MAX_BATCH; // requests

	struct Slot {
		std::uint32_t seq = 0;
		MonoTime deadline{};
	};

	static constexpr std::size_t copied_max =
		std::size_t{STAMP_AUTH_BASE_OCTETS} + STAMP_MAX_TLV_OCTETS;

	// `copied`: octets of a request that are not those of the next, of whichever session has
	// most of them; a base packet at least.
	explicit Outbox(std::size_t copied = STAMP_BASE_OCTETS)
		: copied_(std::min(copied, copied_max)), copies_(capacity * copied_) {}
	// It was made for at least so many.
	[[nodiscard]] bool copies(std::size_t copied) const {
		return copied_ >= std::min(copied, copied_max);
	}

	void clear() { first_ = end_ = 0; }
	[[nodiscard]] std::size_t room() const { return capacity - end_; }
	// What is not copied of `octets` has to stay where it is.
	void add(std::uint16_t session, std::span<const std::byte> octets, const Slot &slot);

	// What has not been sent yet, and the slot of each.
	[[nodiscard]] std::span<const Request> rest() const {
		return std::span(requests_).subspan(first_, end_ - first_);
	}
	[[nodiscard]] std::span<const Slot> slots() const {
		return std::span(slots_).subspan(first_, end_ - first_);
	}
	// The first `count` of the rest have left, or could not.
	void left(std::size_t count) { first_ += count; }

private:
	std::size_t copied_;
	std::vector<std::byte> copies_; // not on a stack that may be small (ulimit -s)
	std::vector<Request> requests_ = std::vector<Request>(capacity);
	std::vector<Slot> slots_ = std::vector<Slot>(capacity);
	std::size_t first_ = 0, end_ = 0;
};

} // namespace stamp::session
