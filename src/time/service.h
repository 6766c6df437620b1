// SPDX-License-Identifier: Apache-2.0
// Who disciplines the system clock. Asked of the kernel, chronyd and ptp4l themselves.
//
// `synced` is the kernel's word alone. `by_ptp` needs it, and one of these, in this order:
// 1. chronyd is synchronised to an NTP server or another reference clock: not by PTP, whatever
//    ptp4l does to the hardware clock.
// 2. chronyd follows a PTP hardware clock: by PTP, unless a ptp4l runs here that neither has a port
//    in state SLAVE nor is a true grandmaster. Without any ptp4l others may discipline that
//    hardware clock (a hypervisor, another daemon); chronyd's word is taken.
// 3. chronyd is not there, follows nothing or only itself: by PTP when ptp4l has a port in state
//    SLAVE, or is a grandmaster locked to a primary reference. phc2sys, which would carry that to
//    the system clock, cannot be asked: the kernel's being synchronised stands for it.
// Known weakness of 3: an ntpd or systemd-timesyncd that disciplines the system clock next to a
// ptp4l that only disciplines the hardware clock is not noticed; neither is a service that listens
// on other than its standard paths.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "time/chrony.h"
#include "time/clock.h"
#include "time/ptp4l.h"
#include "time/timex.h"

namespace stamp::time {

struct Discipline {
	bool synced = false;
	bool by_ptp = false;
	// For people: "chrony (refid PHC0, stratum 1)", "ptp4l (port 1 SLAVE, offset -35 ns, ...)",
	// "unknown (neither chrony nor ptp4l answers)".
	std::string who;
};

// The rule above; an absent service did not answer.
[[nodiscard]] Discipline judge(const KernelClock &kernel, const std::optional<Tracking> &chrony,
			       const std::optional<PtpClock> &ptp);

// Asks both services, for `patience` at most and mostly for well under a millisecond.
[[nodiscard]] Discipline discipline(const KernelClock &kernel,
				    Duration patience = std::chrono::milliseconds{300});

} // namespace stamp::time
