// SPDX-License-Identifier: Apache-2.0
// Trouble that lasts is told once, and trouble that keeps changing not without a bound: what others
// can send us (ICMP errors) must not fill a log.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "time/clock.h"

namespace stamp::session {

class Telling {
public:
	// Whether this is to be told now.
	bool wants(std::string_view what, MonoTime now) {
		if (what == told_)
			return false;
		next_ = std::max(next_, now - (at_once - 1) * pause);
		if (next_ > now)
			return false;
		next_ += pause;
		told_ = what;
		return true;
	}
	// The trouble has ended: when it comes back it is told again.
	void over() { told_.clear(); }

private:
	static constexpr int at_once = 4; // of one that keeps changing ...
	static constexpr Duration pause = std::chrono::seconds{10}; // ... and then one in this time

	std::string told_;
	MonoTime next_{};
};

} // namespace stamp::session
