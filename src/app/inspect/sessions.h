// SPDX-License-Identifier: Apache-2.0
// From the sessions of a reflector to what is shown of them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "base/result.h"
#include "stamp/abi.h"
#include "stats/reflector_report.h"
#include "time/clock.h"

namespace stamp::app {

struct SessionsWanted {
	bool list = false;
	bool count = false;
	std::optional<std::size_t> top; // of the list: the busiest
	// What cannot be read; also while the list is walked through.
	std::function<void(const stats::Message &)> log = [](const stats::Message &) {};
};

[[nodiscard]] stats::Session session_of(const stamp_session_key &key, const stamp_session &session,
					std::int64_t utc_minus_mono_ns, bool authenticated);

using SessionHandler = std::function<void(const stamp_session_key &, const stamp_session &)>;

// Those of a stateful reflector, wherever it keeps them.
struct KeptSessions {
	std::uint32_t most = 0;
	bool authenticated = false;
	std::function<Result<void>(const SessionHandler &)> read;
	std::function<MonoTime()> now; // on the clock that they were seen by
};

// What cannot be read is logged.
void add_sessions(stats::InterfaceStats &stats, const KeptSessions &kept,
		  const SessionsWanted &wanted);

} // namespace stamp::app
