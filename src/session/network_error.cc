// SPDX-License-Identifier: Apache-2.0
#include "session/network_error.h"

#include <algorithm>

namespace stamp::session {

std::optional<NetworkError> network_error_of(const net::IcmpError &error,
					     const std::vector<TargetPlan> &targets) {
	if (!error.from)
		return std::nullopt;
	const std::string text = error.text + " (says " + error.from->text() + ")";
	const auto target = std::find_if(targets.begin(), targets.end(),
					 [&](auto &one) { return one.to == error.target; });
	if (target == targets.end())
		return NetworkError{{}, error.code, error.target.text() + ": " + text};
	return NetworkError{static_cast<std::uint16_t>(target - targets.begin()), error.code, text};
}

} // namespace stamp::session
