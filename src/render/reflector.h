// SPDX-License-Identifier: Apache-2.0
// What a reflector prints: answers one by one, and its counters at the end.
#pragma once

#include <vector>

#include "base/outlet.h"
#include "stats/reflector_report.h"

namespace stamp::render {

class ReflectorRenderer {
public:
	ReflectorRenderer(Outlet &out, bool json) : out_(out), json_(json) {}

	void answer(const stats::Answer &answer);
	void warning(const stats::Warning &warning); // JSON only: text has stderr for that
	void stats(const std::vector<stats::InterfaceStats> &interfaces);

private:
	Outlet &out_;
	bool json_;
};

// "eth0: 50 answered, 3 rate_limited": of the counters what is not 0.
[[nodiscard]] std::string counters_phrase(const stats::InterfaceStats &interface);

} // namespace stamp::render
