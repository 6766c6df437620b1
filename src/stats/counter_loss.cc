// SPDX-License-Identifier: Apache-2.0
#include "stats/counter_loss.h"

#include <algorithm>

namespace stamp::stats {
namespace {

std::optional<std::uint64_t> known(std::int64_t lost) {
	return lost < 0 ? std::nullopt : std::optional(static_cast<std::uint64_t>(lost));
}

} // namespace

std::int64_t CounterSpan::add(std::uint32_t value) {
	if (!any_)
		furthest_ = value;
	any_ = true;
	const auto ahead = static_cast<std::int32_t>(value - furthest_); // RFC 1982
	lowest_ = std::min(lowest_, highest_ + ahead);
	if (ahead > 0) {
		highest_ += ahead;
		furthest_ = value;
	}
	return ahead;
}

void CounterLoss::add(std::uint32_t sender_tx, std::uint32_t reflector_rx,
		      std::uint32_t reflector_tx) {
	const bool newer = sent_.add(sender_tx) > 0;
	const bool fewer_arrived = arrived_.add(reflector_rx) < 0;
	const bool fewer_answered = answered_.add(reflector_tx) < 0;
	// Replies out of order are older in all three; only a counter that restarted is not.
	ran_backwards_ = ran_backwards_ || (newer && (fewer_arrived || fewer_answered));
	replies_++;
}

std::optional<std::uint64_t> CounterLoss::sent() const {
	return replies_ < 2 ? std::nullopt : known(sent_.span());
}

std::optional<std::uint64_t> CounterLoss::forward() const {
	if (replies_ < 2 || ran_backwards_)
		return std::nullopt;
	return known(sent_.span() - arrived_.span());
}

std::optional<std::uint64_t> CounterLoss::backward() const {
	if (unread_ || !forward()) // not the counters of this session: those of all of them, say
		return std::nullopt;
	return known(answered_.span() - static_cast<std::int64_t>(replies_ - 1));
}

} // namespace stamp::stats
