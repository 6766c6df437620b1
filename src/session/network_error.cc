// SPDX-License-Identifier: Apache-2.0
#include "session/network_error.h"

#include <algorithm>

namespace stamp::session {

NetworkError network_error_of(const net::IcmpError &error, const std::vector<TargetPlan> &targets) {
	const std::string text = error.text + " (says " + error.from->text() + ")";
	const auto target = std::find_if(targets.begin(), targets.end(),
					 [&](auto &one) { return one.to == error.target; });
	if (target == targets.end())
		return {{}, error.code, error.target.text() + ": " + text};
	return {static_cast<std::uint16_t>(target - targets.begin()), error.code, text};
}

} // namespace stamp::session
