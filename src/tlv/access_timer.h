// SPDX-License-Identifier: Apache-2.0
// When an Access Report is sent, and sent again (RFC 8972 4.6).
#pragma once

#include <cstdint>
#include <optional>

#include "time/clock.h"

namespace stamp::tlv {

struct AccessReportSettings {
	static constexpr Duration default_wait = std::chrono::seconds{3};
	static constexpr std::uint32_t default_retries = 4;

	std::optional<Duration> wait = {}; // for the echo of a report; absent: as the RFC has it
	std::optional<std::uint32_t> retries = {};
};

class AccessTimer {
public:
	explicit AccessTimer(const AccessReportSettings &settings = {})
		: wait_(settings.wait.value_or(settings.default_wait)),
		  retries_(settings.retries.value_or(settings.default_retries)) {}

	// Whether the request that leaves now has to carry the report. If so it counts as sent.
	bool take(MonoTime now) {
		if (acknowledged_ || sent_ > retries_ || (sent_ != 0 && now < due_))
			return false;
		sent_++;
		due_ = now + wait_;
		return true;
	}
	void echoed() { acknowledged_ = true; }

	[[nodiscard]] std::uint64_t transmissions() const { return sent_; }
	[[nodiscard]] bool acknowledged() const { return acknowledged_; }
	[[nodiscard]] bool given_up() const { return !acknowledged_ && sent_ > retries_; }

private:
	Duration wait_;
	std::uint32_t retries_;
	std::uint64_t sent_ = 0;
	bool acknowledged_ = false;
	MonoTime due_{};
};

} // namespace stamp::tlv
