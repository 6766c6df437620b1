// SPDX-License-Identifier: Apache-2.0
// Where every command reports to. Each form of output (text, live, JSON, OpenMetrics) implements
// it, and so does the one that tests look into; nobody else writes to stdout.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "stats/checkup.h"
#include "stats/host_report.h"
#include "stats/reflector_report.h"
#include "stats/report.h"

namespace stamp::render {

// As TIOCGWINSZ gives it; 0 is what a serial line has.
struct TerminalSize {
	std::size_t columns = 80, rows = 24;
};

class Renderer {
public:
	virtual ~Renderer() = default;
	virtual void warning(const stats::Warning &warning) = 0;
	// For a person and the log, whatever the form.
	virtual void log(const stats::Message &message) = 0;

	// Of a sender.
	virtual void start(const stats::Start &start) = 0;
	virtual void packet(const stats::Packet &packet) = 0;
	// Called now and then while running, with one summary a session: a live view redraws.
	virtual void progress(const std::vector<stats::Summary> &sessions) = 0;
	virtual void interval(const stats::Interval &interval) = 0;	      // --report
	virtual void counts(const std::vector<stats::Summary> &sessions) = 0; // SIGQUIT
	virtual void waiting(std::uint64_t in_flight, Duration longest) = 0;  // for replies
	virtual void summary(const stats::Summary &summary) = 0;
	virtual void histogram(const stats::Bars &bars) = 0; // --draw-histogram

	// Of a reflector.
	virtual void listening(const stats::Listening &listening) = 0;
	virtual void answer(const stats::Answer &answer) = 0;				 // --output
	virtual void counters(const std::vector<stats::InterfaceStats> &interfaces) = 0; // SIGQUIT
	virtual void end(const std::vector<stats::InterfaceStats> &interfaces) = 0;

	// Of this host.
	virtual void stats(const stats::StatsRound &round) = 0;
	virtual void reflectors(const std::vector<stats::PinnedReflector> &reflectors) = 0;
	virtual void host(const stats::HostReport &report) = 0;
	virtual void checkup(const stats::Checkup &checkup) = 0;

	// Of the terminal, if the output is one.
	[[nodiscard]] virtual bool redraws() const = 0; // if not, spare it progress()
	virtual void resize(TerminalSize size) = 0;	// from the next redrawing on
	// Nothing is redrawn while others write on the terminal, and what stands is left to them.
	virtual void pause(bool paused) = 0;
	// Something came below what stands: it is left, and drawn once more there.
	virtual void forget() = 0;
	// Lines of the log that stay, above what is redrawn.
	virtual void log_above(std::string_view lines) = 0;

	// errno of why the output cannot be written any more (closed pipe, full disk); 0: it can.
	[[nodiscard]] virtual int error() const = 0;
	[[nodiscard]] bool good() const { return error() == 0; }
};

} // namespace stamp::render
