// SPDX-License-Identifier: Apache-2.0
// A sender with thousands of targets, spread over the interval: none late, each packet accounted
// for, also while others come and go.
#include <algorithm>
#include <map>
#include <string>

#include "session/sender.h"
#include "session/spread.h"
#include "unit/session/targets_bench.h"

using namespace stamp;
using namespace stamp::session::test;
using session::Sender;

namespace {

std::string name_of(std::size_t i) {
	return "host-" + std::to_string(i) + ".example";
}

struct Many : TargetsBench {
	explicit Many(std::size_t count) : TargetsBench(count + 1) {
		spec.interval = 1s;
		spec.timeout = 300ms;
		spec.spread = true;
		spec.most_targets = count + 1;
		for (std::size_t i = 0; i < count; i++) {
			spec.targets.push_back({.host = name_of(i), .port = {}});
			plan.targets.push_back({.to = {}, .ssid = 0x1111});
		}
		events.packet = [this](const stats::Packet &packet) { lost += packet.lost; };
	}
	void run(Duration time) {
		spec.duration = time;
		TargetsBench::run();
	}

	std::uint64_t lost = 0;
};

} // namespace

TEST_CASE("ten thousand targets: each sends once an interval at its own time, none is late") {
	constexpr std::size_t targets = 10'000;
	Many bench(targets);
	bench.path.fate = [](std::uint16_t session, std::uint32_t seq) {
		return session % 100 == 7 && seq == 1 ? Fate::lost : Fate::answered;
	};
	bench.run(3s);
	REQUIRE(bench.summaries.size() == targets);
	std::uint64_t sent = 0, received = 0, lost = 0, missed = 0;
	for (const stats::Summary &s : bench.summaries) {
		REQUIRE(s.sent == 3);
		REQUIRE(*s.pacing_error.max < 1ms);
		sent += s.sent;
		received += s.received;
		lost += s.lost;
		missed += s.missed_slots;
	}
	CHECK(missed == 0);
	CHECK(lost == targets / 100);
	CHECK(bench.lost == lost);
	CHECK(received + lost == sent);
	CHECK(sent == bench.path.sent.size());
	CHECK(bench.path.published().size() == targets);
	// No bursts: 10 share a send time, more or less.
	CHECK(*std::max_element(bench.path.batches.begin(), bench.path.batches.end()) < 40);
	// What has to be done in a turn is what is due: some turns for each send time.
	CHECK(bench.path.drains < 3 * 1000 * 4);
}

TEST_CASE("targets are added to thousands and removed, and the others go on without a gap") {
	constexpr std::size_t targets = 2000;
	Many bench(targets);
	std::map<std::uint16_t, MonoTime> added;
	// One goes each 10 ms, and one comes that takes its session.
	for (std::uint16_t i = 0; i < 100; i++) {
		bench.at(1s + i * 10ms, [i](Sender &sender) { sender.remove_target(i * 20); });
		bench.at(1s + i * 10ms + 5ms, [&, i](Sender &sender) {
			const auto session =
				sender.add_target({.to = {}, .ssid = 0x2222}, name_of(targets + i));
			REQUIRE(session);
			added[*session] = bench.host.now();
		});
	}
	bench.run(4s);
	REQUIRE(bench.removed.size() == 100);
	for (const stats::Summary &s : bench.removed)
		CHECK((s.received == s.sent && s.missed_slots == 0 && s.lost == 0));
	REQUIRE(bench.summaries.size() == targets);
	for (const stats::Summary &s : bench.summaries) {
		REQUIRE(s.missed_slots == 0);
		REQUIRE(s.received == s.sent);
		const auto late = added.find(static_cast<std::uint16_t>(s.session - 1));
		if (late == added.end())
			REQUIRE(s.sent == 4);
		else
			REQUIRE((s.sent >= 2 && s.sent <= 3));
	}
}

TEST_CASE("a sender without spread targets sends to all at the same times, however many") {
	Many bench(200);
	bench.spec.spread = false;
	bench.spec.stays = false;
	bench.spec.count = 3;
	bench.spec.interval = 10ms;
	bench.run(1s);
	std::map<std::uint32_t, std::size_t> of_number;
	for (std::size_t i = 0; i < bench.path.sent.size(); i++) {
		const auto &sent = bench.path.sent[i];
		CHECK(sent.seq == i / 200);
		CHECK(sent.session == i % 200);
	}
	CHECK(bench.path.sent.size() == 600);
	for (const stats::Summary &s : bench.summaries)
		CHECK((s.received == 3 && s.missed_slots == 0));
}

TEST_CASE("reports of thousands come in pieces, and each target is in one of them") {
	Many bench(1000);
	bench.spec.report = 1s;
	std::map<std::uint32_t, std::uint64_t> sent;
	std::size_t largest = 0;
	bench.events.interval = [&](const std::vector<stats::Interval> &some) {
		largest = std::max(largest, some.size());
		for (const stats::Interval &interval : some)
			sent[interval.session] += interval.sent;
	};
	bench.run(2500ms);
	CHECK(largest <= STAMP_PUBLISHED_AT_ONCE);
	REQUIRE(sent.size() == 1000);
	for (const stats::Summary &s : bench.summaries)
		REQUIRE(sent[s.session] == s.sent);
}
