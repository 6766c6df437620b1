// SPDX-License-Identifier: Apache-2.0
// A renderer prints what a sender reports. Nobody else writes to stdout.
#pragma once

#include <vector>

#include "stats/report.h"

namespace stamp::render {

class Renderer {
public:
	virtual ~Renderer() = default;
	virtual void start(const stats::Start &start) = 0;
	virtual void packet(const stats::Packet &packet) = 0;
	virtual void warning(const stats::Warning &warning) = 0;
	// Called now and then while running, with one summary a session: a live view redraws.
	virtual void progress(const std::vector<stats::Summary> &sessions) = 0;
	[[nodiscard]] virtual bool redraws() const { return false; } // if not, spare it progress()
	virtual void interval(const stats::Interval &interval) = 0;  // --report
	virtual void summary(const stats::Summary &summary) = 0;
	// errno of why the output cannot be written any more (closed pipe, full disk); 0: it can.
	[[nodiscard]] virtual int error() const = 0;
	[[nodiscard]] bool good() const { return error() == 0; }
};

} // namespace stamp::render
