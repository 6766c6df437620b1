// SPDX-License-Identifier: Apache-2.0
// What a loop and its tasks ask of the host that they run on: the time, and what happens there.
// The tests have a host of their own, whose time is virtual.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <poll.h>

#include "base/result.h"
#include "net/iface.h"
#include "net/link_monitor.h"
#include "net/local_table.h"
#include "session/wire_clock.h"
#include "time/clock.h"
#include "time/step.h"

namespace stamp::session {

using LinkChanges = std::vector<net::LinkChange>;

class Host {
public:
	virtual ~Host() = default;

	[[nodiscard]] virtual MonoTime now() const = 0;
	// How the system clock stands to now().
	[[nodiscard]] virtual time::ClockReading clocks() const = 0;
	[[nodiscard]] virtual Result<WireClock> wire_clock(stamp_format format) const = 0;
	// ENODEV: there is none.
	[[nodiscard]] virtual Result<net::Interface> interface(int index) const = 0;
	[[nodiscard]] virtual Result<net::Interface> interface(const std::string &name) const = 0;
	// As net::local_addresses().
	[[nodiscard]] virtual Result<std::vector<net::LocalAddress>>
	local_addresses(int ifindex) const = 0;

	// Sleeps to the nanosecond, deaf to all descriptors.
	virtual void sleep_until(MonoTime deadline) = 0;
	// Keeps the CPU busy, and returns what time it is then: never before the deadline.
	[[nodiscard]] virtual MonoTime spin_until(MonoTime deadline) = 0;

	struct News { // what there is to ask for
		bool signals = false, links = false, clock = false;
	};
	// Until one of `fds` is ready, as poll(2), or there is news; for `timeout` at most.
	virtual News wait(std::vector<pollfd> &fds, Duration timeout) = 0;
	// None of these waits.
	virtual std::optional<int> next_signal() = 0;
	virtual Result<LinkChanges> link_changes() = 0;
	virtual time::ClockChange clock_change() = 0;
};

} // namespace stamp::session
