// SPDX-License-Identifier: Apache-2.0
// A sender over a simulated path: settings, a run, what it reported.
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
		settings.interval = 1ms;
		settings.timeout = 1s;
		settings.ssids = {0x1234};
		settings.ifindex = 1;
	}

	[[nodiscard]] session::SenderEvents events() {
		session::SenderEvents all;
		all.packet = [](auto &) {};
		all.warning = [this](auto &warning) { warnings.push_back(warning.code); };
		all.interim = [](auto &) {};
		all.good = [] { return true; };
		return all;
	}
	void run() {
		session::Sender sender(settings, session::test::wire_clock(), path, events(), host);
		session::Loop(host).run({&sender});
		REQUIRE(sender.ending());
		summaries = sender.summaries();
	}
	[[nodiscard]] const stats::Summary &summary() const { return summaries.at(0); }
	[[nodiscard]] const Truth &truth() { return path.truth[0]; }

	VirtualHost host;
	Path path;
	session::SenderSettings settings;
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
