// SPDX-License-Identifier: Apache-2.0
// A sender whose targets come and go over a path in memory.
#pragma once

#include "support/catch.h"
#include "unit/session/sender_bench.h"

namespace stamp::session::test {

struct TargetsBench {
	explicit TargetsBench(std::size_t room) : path(host, room) {
		spec.stays = true;
		plan.iface.index = 1;
		events.packet = [](auto &) {};
		events.warning = [](auto &) {};
		events.good = [] { return true; };
		events.removed = [this](auto &summary) { removed.push_back(summary); };
	}
	// `does`, with the sender, at that time of the run.
	void at(Duration time, std::function<void(Sender &)> does) {
		host.at(host.now() + time, [this, does] { does(*sender); });
	}
	void run() {
		sender.emplace(spec, plan, wire_clock(), path, events, host);
		Loop(host).run({&*sender});
		CHECK(ended(sender->ending(), Ending::done));
		summaries = sender->summaries();
	}

	VirtualHost host;
	SenderSpec spec;
	SenderPlan plan;
	SenderEvents events;
	FakeSender path;
	std::optional<Sender> sender;
	std::vector<stats::Summary> summaries, removed;
};

} // namespace stamp::session::test
