// SPDX-License-Identifier: Apache-2.0
// A sender of short sessions over a path in memory.
#pragma once

#include "render/sentence.h"
#include "unit/session/fake_sender.h"

namespace stamp::session::test {

struct SenderBench {
	SenderBench() {
		spec.count = 5;
		spec.interval = 1ms;
		spec.timeout = 30ms;
		plan.iface.index = 1;
		plan.source_port = STAMP_PORT;
	}

	Result<Ending> run() {
		SenderEvents events;
		events.packet = [this](auto &packet) { packets.push_back(packet); };
		events.warning = [this](auto &warning) {
			warnings.emplace_back(stats::code(warning.message));
			details.push_back(render::sentence(warning.message));
			warned_of.push_back(warning.session);
		};
		events.progress = [this](auto &) { progress++; };
		events.interim = [this](auto &s) { interim.push_back(s.at(0)); };
		events.good = [this] { return good(); };
		events.hangup = hangup;
		events.waiting = [this](std::uint64_t in_flight, Duration) {
			waiting.push_back(in_flight);
		};
		events.interval = [this](auto &all) { intervals.push_back(all.at(0)); };
		for (const std::uint16_t ssid : ssids)
			plan.targets.push_back({.to = {}, .ssid = ssid});
		Sender sender(spec, plan, wire_clock(), path, events, host);
		host.at(host.now() + 1ms, [&] {
			for (const PathChange &change : path_changes)
				sender.path_changed(change);
		});
		Loop(host).run({&sender});
		summaries = sender.summaries();
		return sender.ending();
	}
	[[nodiscard]] const stats::Summary &summary() const { return summaries.at(0); }

	VirtualHost host;
	SenderSpec spec;
	SenderPlan plan;			     // but for its targets, which
	std::vector<std::uint16_t> ssids = {0x1234}; // are these
	FakeSender path{host};
	std::function<bool()> good = [] { return true; };
	std::function<void()> hangup;
	std::vector<PathChange> path_changes; // found by somebody while it runs
	std::vector<std::uint64_t> waiting;   // each time it was reported
	std::vector<stats::Interval> intervals;
	std::vector<stats::Packet> packets;
	std::vector<std::string> warnings, details;
	std::vector<std::uint32_t> warned_of; // sessions
	std::vector<stats::Summary> summaries, interim;
	int progress = 0;
};

inline bool ended(const Result<Ending> &result, Ending ending) {
	return result && *result == ending;
}

inline std::vector<std::uint32_t> up_to(std::uint32_t n) {
	std::vector<std::uint32_t> all;
	for (std::uint32_t i = 0; i < n; i++)
		all.push_back(i);
	return all;
}

} // namespace stamp::session::test
