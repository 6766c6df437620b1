// SPDX-License-Identifier: Apache-2.0
#include "session/outbox.h"

#include <algorithm>

namespace stamp::session {

void Outbox::add(std::uint16_t session, std::span<const std::byte> octets, const Slot &slot) {
	const std::size_t copied = std::min(copied_, octets.size());
	const std::span base = std::span(copies_).subspan(end_ * copied_, copied);
	std::copy_n(octets.begin(), copied, base.begin());
	requests_[end_] = {session, base, octets.subspan(copied)};
	slots_[end_] = slot;
	end_++;
}

} // namespace stamp::session
