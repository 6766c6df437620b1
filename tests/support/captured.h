// SPDX-License-Identifier: Apache-2.0
// The form of output that keeps what a command reports, for a test to look into.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "render/renderer.h"

namespace stamp::test {

class Captured : public render::Renderer {
public:
	// Behind this, the writer of the output ends with an error.
	int fails_with = 0;

	std::vector<stats::Warning> warnings;
	std::vector<stats::Message> logged;
	std::vector<stats::Start> starts;
	std::vector<stats::Packet> packets;
	std::vector<stats::Interval> intervals;
	std::vector<stats::Summary> interim, summaries;
	std::vector<stats::Bars> histograms;
	std::vector<stats::Listening> listenings;
	std::vector<stats::Answer> answers;
	std::vector<std::vector<stats::InterfaceStats>> interim_counters, ends;
	std::vector<stats::StatsRound> rounds;
	std::vector<std::vector<stats::PinnedReflector>> reflector_lists;
	std::vector<stats::HostReport> hosts;
	std::vector<stats::Checkup> checkups;
	std::uint64_t awaited = 0; // replies

	void log(const stats::Message &message) override { logged.push_back(message); }
	void warning(const stats::Warning &warning) override { warnings.push_back(warning); }
	void start(const stats::Start &start) override { starts.push_back(start); }
	void packet(const stats::Packet &packet) override { packets.push_back(packet); }
	void progress(const std::vector<stats::Summary> &) override {}
	void interval(const stats::Interval &interval) override { intervals.push_back(interval); }
	void counts(const std::vector<stats::Summary> &sessions) override { interim = sessions; }
	void waiting(std::uint64_t in_flight, Duration) override { awaited = in_flight; }
	void summary(const stats::Summary &summary) override { summaries.push_back(summary); }
	void histogram(const stats::Bars &bars) override { histograms.push_back(bars); }
	void listening(const stats::Listening &one) override { listenings.push_back(one); }
	void answer(const stats::Answer &answer) override { answers.push_back(answer); }
	void counters(const std::vector<stats::InterfaceStats> &all) override {
		interim_counters.push_back(all);
	}
	void end(const std::vector<stats::InterfaceStats> &all) override { ends.push_back(all); }
	void stats(const stats::StatsRound &round) override { rounds.push_back(round); }
	void reflectors(const std::vector<stats::PinnedReflector> &all) override {
		reflector_lists.push_back(all);
	}
	void host(const stats::HostReport &report) override { hosts.push_back(report); }
	void checkup(const stats::Checkup &one) override { checkups.push_back(one); }
	[[nodiscard]] bool redraws() const override { return false; }
	void resize(render::TerminalSize) override {}
	void pause(bool) override {}
	void forget() override {}
	void log_above(std::string_view) override {}
	[[nodiscard]] int error() const override { return fails_with; }
};

} // namespace stamp::test
