// SPDX-License-Identifier: Apache-2.0
// A reflector that does not know RFC 8972 returns no SSID: to go on with it or not is the user's
// choice (S8972-03).
#include <sys/eventfd.h>

#include "session/sender.h"

#include "support/catch.h"
#include "unit/session/sender_bench.h"

using namespace stamp;
using namespace stamp::session::test;
using session::Ending;

namespace {

struct Stopping : SenderBench {
	Stopping() {
		spec.count = 0;
		spec.stops_at_zero_ssid = true;
	}
};

} // namespace

TEST_CASE("S8972-03: the sender goes on when replies have no SSID, and tells it once") {
	SenderBench bench;
	bench.path.fate = [](auto, auto) { return Fate::nameless; };
	CHECK(ended(bench.run(), Ending::done));
	CHECK(bench.summary().sent == 5);
	CHECK(bench.summary().received == 5);
	CHECK(bench.warnings == std::vector<std::string>{"ssid_zero"});
	CHECK(bench.details.at(0).find("stopped sending") == std::string::npos);
}

TEST_CASE("S8972-03: if asked for, it stops with the first reply that has no SSID") {
	Stopping bench;
	bench.path.fate = [](auto, std::uint32_t seq) {
		return seq < 3 ? Fate::answered : Fate::nameless;
	};
	CHECK(ended(bench.run(), Ending::done));
	CHECK(bench.path.numbers(0) == up_to(4));
	CHECK(bench.summary().received == 4); // it counts as ever
	CHECK(bench.summary().lost == 0);
	CHECK(bench.warnings == std::vector<std::string>{"ssid_zero"});
	CHECK(bench.details.at(0).starts_with("stopped sending to this reflector, "));
}

TEST_CASE("S8972-03: it waits for what is under way, and tells the stop once") {
	Stopping bench;
	bench.spec.count = 100;
	bench.path.fate = [&](auto session, std::uint32_t seq) {
		if (seq == 3) { // two replies come at once, the later one to the earlier request
			bench.path.inject(session, 2, 0);
			return Fate::nameless;
		}
		return Fate::lost;
	};
	const MonoTime start = bench.host.now();
	CHECK(ended(bench.run(), Ending::done));
	CHECK(bench.host.now() - start >= bench.spec.timeout);
	CHECK(bench.summary().sent == 4);
	CHECK(bench.summary().received == 2);
	CHECK(bench.summary().lost == 2);
	CHECK(bench.summary().in_flight == 0);
	CHECK(bench.warnings == std::vector<std::string>{"ssid_zero"});
}

TEST_CASE("S8972-03: it ends with that reply, and not when the next request is due") {
	Stopping bench;
	const Fd quiet{eventfd(0, EFD_CLOEXEC)};
	bench.path.wake = quiet.get();
	bench.spec.interval = 1min;
	bench.path.fate = [](auto, auto) { return Fate::nameless; };
	CHECK(ended(bench.run(), Ending::done));
	CHECK(bench.summary().received == 1);
	CHECK(bench.progress == 1); // at the start: it has not looked round since
}

TEST_CASE("S8972-03: of several targets only that one stops, and misses no slots from then on") {
	Stopping bench;
	bench.spec.count = 20;
	bench.ssids = {0x1111, 0x2222, 0x3333};
	bench.path.fate = [&](std::uint16_t session, std::uint32_t seq) {
		if (session == 0 && seq == 5)
			bench.host.pass(20ms);
		return session == 1 ? Fate::nameless : Fate::answered;
	};
	CHECK(ended(bench.run(), Ending::done));
	CHECK(bench.path.numbers(0) == up_to(20));
	CHECK(bench.path.numbers(1) == up_to(1));
	CHECK(bench.path.numbers(2) == up_to(20));
	CHECK(bench.summaries.at(1).received == 1);
	CHECK(bench.summaries.at(1).missed_slots + 10 < bench.summaries.at(0).missed_slots);
	CHECK(bench.warned_of == std::vector<std::uint32_t>{2});
}

TEST_CASE("S8972-03: a reply that is none of ours stops nothing, nor does a session without SSID") {
	Stopping bench;
	bench.spec.count = 5;
	SECTION("an unknown number") {
		bench.path.fate = [&](auto session, auto) {
			bench.path.inject(session, 1000, 0);
			return Fate::answered;
		};
	}
	SECTION("no SSID was sent") {
		bench.ssids = {0};
		bench.path.fate = [](auto, auto) { return Fate::nameless; };
	}
	CHECK(ended(bench.run(), Ending::done));
	CHECK(bench.summary().sent == 5);
	CHECK(bench.warnings.empty());
}
