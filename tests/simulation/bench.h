// SPDX-License-Identifier: Apache-2.0
// A sender over a simulated path: a spec, a run, what it reported.
#pragma once

#include <string>
#include <vector>

#include "session/loop.h"
#include "session/sender.h"
#include "simulation/path.h"
#include "support/catch.h"

namespace stamp::simulation {

struct Bench {
	explicit Bench(PathSettings of_path = {}) : path(host, std::move(of_path)) {
		spec.interval = 1ms;
		spec.timeout = 1s;
	}

	[[nodiscard]] session::SenderPlan plan() const {
		session::SenderPlan plan;
		plan.iface.index = 1;
		for (const std::uint16_t ssid : ssids)
			plan.targets.push_back({.to = {}, .ssid = ssid});
		return plan;
	}
	[[nodiscard]] session::SenderEvents events() {
		session::SenderEvents all;
		all.packet = [](auto &) {};
		all.warning = [this](auto &warning) {
			warnings.emplace_back(stats::code(warning.message));
		};
		all.interim = [](auto &) {};
		all.good = [] { return true; };
		return all;
	}
	void run() {
		session::Sender sender(spec, plan(), session::test::wire_clock(), path, events(),
				       host);
		session::Loop(host).run({&sender});
		REQUIRE(sender.ending());
		summaries = sender.summaries();
	}
	[[nodiscard]] const stats::Summary &summary() const { return summaries.at(0); }
	[[nodiscard]] const Truth &truth() { return path.truth[0]; }

	VirtualHost host;
	Path path;
	session::SenderSpec spec;
	std::vector<std::uint16_t> ssids = {0x1234}; // one for each target
	std::vector<std::string> warnings;
	std::vector<stats::Summary> summaries;
};

// The value below which that part of all lies.
inline Duration quantile(std::vector<Duration> all, double part) {
	std::sort(all.begin(), all.end());
	const auto rank = static_cast<std::size_t>(part * static_cast<double>(all.size()));
	return all[std::min(rank, all.size() - 1)];
}

// As exact as a histogram is, and the wire's rounding.
inline bool is_about(std::optional<Duration> value, Duration expected) {
	return value && std::chrono::abs(*value - expected) <= expected / 64 + 2ns;
}

} // namespace stamp::simulation
