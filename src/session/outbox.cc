// SPDX-License-Identifier: Apache-2.0
#include "session/outbox.h"

#include <algorithm>

namespace stamp::session {

void Outbox::add(std::uint16_t session, std::span<const std::byte> octets, const Slot &slot) {
	const std::size_t copied = std::min(copied_, octets.size());
	const std::span base = std::span(copies_[end_]).first(copied);
	std::copy_n(octets.begin(), copied, base.begin());
	requests_[end_] = {session, base, octets.subspan(copied)};
	slots_[end_] = slot;
	end_++;
}

std::size_t Outbox::drop(std::uint16_t session) {
	std::size_t kept = first_;
	for (std::size_t i = first_; i < end_; i++) {
		if (requests_[i].session == session)
			continue;
		requests_[kept] = requests_[i];
		slots_[kept] = slots_[i];
		kept++;
	}
	const std::size_t dropped = end_ - kept;
	end_ = kept;
	return dropped;
}

} // namespace stamp::session
