// SPDX-License-Identifier: Apache-2.0
// Measurements that somebody waits for, each in the thread that asks, with a loop, a socket and
// programs of its own: the sessions of the agent are not touched.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/host_port.h"
#include "session/agent_spec.h"
#include "stats/report.h"
#include "time/clock.h"

namespace stamp::app {

struct Probe {
	net::HostPort target;
	std::string profile = "default";
	std::optional<std::uint64_t> count; // packets; absent: ten
	Duration limit{};		    // for all of it: fewer packets where they do not fit
};

struct ProbeReport {
	std::optional<stats::Summary> summary; // absent: it did not come to a packet
	std::string reason;		       // why no reply came, as a code; empty: one did
	Duration duration{};		       // of all of it
};

class Probes {
public:
	// Of the next ones. By any thread, as what is below.
	void configure(const session::AgentSpec &spec);
	// ENOENT: there is no such profile. EBUSY: so many run as may. ETIMEDOUT: not even one
	// packet fits into the limit.
	Result<ProbeReport> run(const Probe &probe);
	// Those that run end soon.
	void close() { is_closed_ = true; }

private:
	struct Settings {
		std::vector<session::ProfileSpec> profiles;
		std::uint32_t most = 0; // at the same time
	};
	[[nodiscard]] Result<session::SenderSpec> spec_of(const Probe &probe) const;
	[[nodiscard]] Result<stats::Summary> measure(const session::SenderSpec &spec) const;

	mutable std::mutex mutex_;
	Settings settings_;
	std::uint32_t running_ = 0;
	std::atomic<bool> is_closed_ = false;
};

} // namespace stamp::app
