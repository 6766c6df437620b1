// SPDX-License-Identifier: Apache-2.0
// Replies that a reflector's egress program never saw: they left without T3, or not at all.
#pragma once

#include <optional>
#include <string>

#include "session/datapath.h"
#include "stats/report.h"

namespace stamp::session {

// Absent: there were none.
[[nodiscard]] std::optional<stats::Warning> unstamped_warning(const std::string &iface,
							      const Verdicts &verdicts);

class UnstampedWatch {
public:
	// The warning when it begins, and once more when it begins again after a while.
	std::optional<stats::Warning> look(const std::string &iface, const Verdicts &verdicts,
					   MonoTime now);

private:
	std::uint64_t known_ = 0;
	std::optional<MonoTime> last_;
};

} // namespace stamp::session
