// SPDX-License-Identifier: Apache-2.0
// Text for a pipe or a file, a line for each thing that is reported.
#pragma once

#include <functional>
#include <string>

#include "base/outlet.h"
#include "render/form.h"
#include "render/sessions.h"

namespace stamp::render {

struct TextOptions {
	bool quiet = false;   // header and summary only
	bool verbose = false; // how well it was paced, too
	// The wall clock: when set, each line of a packet begins with its time.
	std::function<UtcTime()> now;
	Warnings warnings = Warnings::to_output;
	bool watches = false; // a round of `stamp stats` ends with an empty line
};

class TextRenderer : public Form {
public:
	TextRenderer(Outlet &out, TextOptions options)
		: Form(out, options.warnings), options_(std::move(options)) {}

	void start(const stats::Start &start) override;
	void packet(const stats::Packet &packet) override;
	void interval(const stats::Interval &interval) override;
	void summary(const stats::Summary &summary) override;
	void histogram(const stats::Bars &bars) override;
	void answer(const stats::Answer &answer) override;
	void end(const std::vector<stats::InterfaceStats> &interfaces) override;
	void stats(const stats::StatsRound &round) override;
	void reflectors(const std::vector<stats::PinnedReflector> &reflectors) override;
	void host(const stats::HostReport &report) override;
	void checkup(const stats::Checkup &checkup) override;
	void resize(TerminalSize size) override;

private:
	void write_warning(const stats::Warning &warning) override;

	TextOptions options_;
	Sessions sessions_;
	std::string clock_;	  // what was last said of it
	bool in_packets_ = false; // the last line is one of a packet
	std::size_t columns_ = TerminalSize{}.columns;
	stats::StatsRound before_;
};

} // namespace stamp::render
