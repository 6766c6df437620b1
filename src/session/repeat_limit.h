// SPDX-License-Identifier: Apache-2.0
// Trouble that lasts is reported once, and trouble that keeps changing not without a bound: what
// others can send us (ICMP errors) must not fill a log.
#pragma once

#include <algorithm>
#include <optional>

#include "stats/message.h"
#include "time/clock.h"

namespace stamp::session {

class RepeatLimit {
public:
	// Whether this is to be reported now.
	bool is_due(const stats::Message &trouble, MonoTime now) {
		if (trouble == latest_)
			return false;
		next_ = std::max(next_, now - (at_once - 1) * pause);
		if (next_ > now)
			return false;
		next_ += pause;
		latest_ = trouble;
		return true;
	}
	// The trouble has ended: when it comes back it is reported again.
	void end() { latest_.reset(); }

private:
	static constexpr int at_once = 4; // of one that keeps changing ...
	static constexpr Duration pause = std::chrono::seconds{10}; // ... and then one in this time

	std::optional<stats::Message> latest_; // that was reported
	MonoTime next_{};
};

} // namespace stamp::session
