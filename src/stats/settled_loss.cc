// SPDX-License-Identifier: Apache-2.0
#include "stats/settled_loss.h"

#include <algorithm>

namespace stamp::stats {
namespace {

std::uint64_t less(std::uint64_t a, std::uint64_t b) {
	return a > b ? a - b : 0;
}

// Moves up to `count` from what is known to what was known too late.
std::uint64_t put_off(std::uint64_t &known, std::uint64_t &late, std::uint64_t count) {
	const std::uint64_t moved = std::min(known, count);
	known -= moved;
	late += moved;
	return count - moved;
}

} // namespace

void SettledLoss::update(const LossSplit &split, bool may_tell, MonoTime now) {
	const std::uint64_t fresh = less(split.forward + split.backward + split.unknown,
					 counted_.forward + counted_.backward + counted_.unknown);
	std::uint64_t forward = less(split.forward, counted_.forward + late_forward_);
	std::uint64_t backward = less(split.backward, counted_.backward + late_backward_);
	// More than there are new ones: the others are counted already, likely those that are many,
	// since nothing came in meanwhile.
	const std::uint64_t known_late = less(forward + backward, fresh);
	if (forward >= backward)
		put_off(backward, late_backward_, put_off(forward, late_forward_, known_late));
	else
		put_off(forward, late_forward_, put_off(backward, late_backward_, known_late));
	counted_.forward += forward;
	counted_.backward += backward;

	const std::uint64_t waiting = fresh - forward - backward;
	if (waiting == 0)
		waiting_since_ = MonoTime::max();
	else
		waiting_since_ = std::min(waiting_since_, now);
	if (waiting == 0 || (may_tell && now - waiting_since_ < patience_))
		return;
	counted_.unknown += waiting;
	waiting_since_ = MonoTime::max();
}

} // namespace stamp::stats
