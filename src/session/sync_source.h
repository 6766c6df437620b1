// SPDX-License-Identifier: Apache-2.0
// Whether a PTP service disciplines the clock, for what Timestamp Information TLVs say of it.
#pragma once

#include <functional>
#include <future>
#include <optional>

#include "time/clock.h"
#include "time/timex.h"

namespace stamp::session {

// Asks chronyd and ptp4l, and waits for them for 50 ms at most.
[[nodiscard]] bool ask_by_ptp(const time::KernelClock &kernel);

class SyncSource {
public:
	// Does not wait for the answer.
	using Ask = std::function<std::future<bool>(const time::KernelClock &)>;

	SyncSource(); // asks on a thread of its own
	explicit SyncSource(Ask ask) : ask_(std::move(ask)) {}

	// What is known; false until the first answer. Services are asked at most once a minute,
	// and at once when the clock becomes synchronised; of one that is not nobody is asked.
	// Never blocks.
	[[nodiscard]] bool by_ptp(const time::KernelClock &kernel, MonoTime now);
	// For who has no loop yet: waits until the answer to a question is there.
	void wait() const {
		if (answer_.valid())
			answer_.wait();
	}

private:
	Ask ask_;
	std::optional<MonoTime> asked_; // absent: not since the clock is synchronised
	std::future<bool> answer_;	// that is waited for
	bool by_ptp_ = false;
};

} // namespace stamp::session
