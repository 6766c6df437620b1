// SPDX-License-Identifier: Apache-2.0
// When an Access Report is sent, and sent again (RFC 8972 4.6).
#pragma once

#include <cstdint>

#include "time/clock.h"

namespace stamp::session {

struct AccessTimerSettings {
	Duration wait = std::chrono::seconds{3}; // for the echo of a report
	std::uint32_t retries = 4;
};

class AccessTimer {
public:
	explicit AccessTimer(const AccessTimerSettings &settings = {}) : settings_(settings) {}

	// Whether the request that leaves now has to carry the report. If so it counts as sent.
	bool take(MonoTime now) {
		if (acknowledged_ || sent_ > settings_.retries || (sent_ != 0 && now < due_))
			return false;
		sent_++;
		due_ = now + settings_.wait;
		return true;
	}
	void echoed() { acknowledged_ = true; }

	[[nodiscard]] std::uint64_t transmissions() const { return sent_; }
	[[nodiscard]] bool acknowledged() const { return acknowledged_; }
	[[nodiscard]] bool given_up() const { return !acknowledged_ && sent_ > settings_.retries; }

private:
	AccessTimerSettings settings_;
	std::uint64_t sent_ = 0;
	bool acknowledged_ = false;
	MonoTime due_{};
};

} // namespace stamp::session
