// SPDX-License-Identifier: Apache-2.0
// Receive times that were to be the network card's and are the kernel's: a warning.
#pragma once

#include <optional>
#include <string>

#include "session/datapath.h"
#include "stats/report.h"

namespace stamp::session {

// Absent when no card is asked, nor ever was.
[[nodiscard]] std::optional<HardwareTimes> hardware_times(const ReceiveTimes &times);

class ReceiveWatch {
public:
	// A warning when there are more of them, but not all the time.
	std::optional<stats::Warning> look(const std::string &iface, const ReceiveTimes &times,
					   MonoTime now);

private:
	std::uint64_t reported_ = 0;
	MonoTime next_warning_{};
};

} // namespace stamp::session
