// SPDX-License-Identifier: Apache-2.0
// From the sessions of a pinned reflector to what is shown of them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "bpf/pin/instances.h"
#include "stats/reflector_report.h"

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

// Nothing for a stateless reflector. What cannot be read is logged.
void add_sessions(stats::InterfaceStats &stats, const bpf::Instance &reflector,
		  const SessionsWanted &wanted);

} // namespace stamp::app
