// SPDX-License-Identifier: Apache-2.0
// Whether a PTP service disciplines the clock, for what Timestamp Information TLVs say of it.
#pragma once

#include <functional>
#include <optional>

#include "time/clock.h"
#include "time/timex.h"

namespace stamp::session {

class SyncSource {
public:
	using Ask = std::function<bool(const time::KernelClock &)>;

	SyncSource(); // asks chronyd and ptp4l
	explicit SyncSource(Ask ask) : ask_(std::move(ask)) {}

	// They are asked at most once a minute, and at once when the clock becomes synchronised;
	// of one that is not nobody is asked.
	[[nodiscard]] bool by_ptp(const time::KernelClock &kernel, MonoTime now);

private:
	Ask ask_;
	std::optional<MonoTime> asked_; // absent: nothing is known
	bool by_ptp_ = false;
};

} // namespace stamp::session
