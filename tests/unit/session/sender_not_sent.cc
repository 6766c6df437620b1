// SPDX-License-Identifier: Apache-2.0
// Requests that do not leave this host: each uses a send time, none of them is lost.
#include <vector>

#include "render/names.h"
#include "session/sender.h"
#include "support/catch.h"
#include "unit/session/sender_bench.h"

using namespace stamp;
using namespace stamp::session::test;
using session::Ending;
using Kind = net::WayOut::Kind;

namespace {

std::uint64_t count_of(const stats::Summary &s, const std::string &reason) {
	for (const auto &[name, count] : render::named_not_sent(s.not_sent_reasons))
		if (name == reason)
			return count;
	return 0;
}

std::size_t lost_lines(const SenderBench &bench) {
	return static_cast<std::size_t>(std::count_if(bench.packets.begin(), bench.packets.end(),
						      [](auto &packet) { return packet.lost; }));
}

const std::vector<std::string> reported_once{"send_failed"};

} // namespace

TEST_CASE("a bounded run ends though nothing leaves: as many send times as were asked for") {
	struct Row {
		Fate fate;
		const char *reason;
	};
	for (const Row row :
	     {Row{Fate::refused, "no_route"}, Row{Fate::filtered, "filtered"},
	      Row{Fate::queue_full, "queue_full"}, Row{Fate::dropped, "egress_dropped"},
	      Row{Fate::too_long, "too_long"}}) {
		CAPTURE(row.reason);
		SenderBench bench;
		bench.path.fate = [&](auto, auto) { return row.fate; };
		CHECK(ended(bench.run(), Ending::done));
		const auto &s = bench.summary();
		CHECK(bench.path.attempts == 5);
		CHECK((s.sent == 0 && s.received == 0 && s.lost == 0));
		CHECK(s.not_sent == 5);
		CHECK(count_of(s, row.reason) == 5);
		CHECK(bench.warnings == reported_once);
		REQUIRE(s.reason);
		CHECK(stats::code(*s.reason) == row.reason);
		CHECK(bench.packets.size() == 5);
		CHECK(lost_lines(bench) == 0);
	}
}

TEST_CASE("S9503-04 a sender that wants no reply reports no loss, but what did not leave") {
	SenderBench bench;
	tlv::Request no_reply{STAMP_TLV_RETURN_PATH, std::vector<std::byte>(8)};
	no_reply.wants_no_reply = true;
	bench.spec.tlvs.push_back(no_reply);
	bench.path.fate = [](auto, std::uint32_t seq) {
		return seq == 2 ? Fate::refused : Fate::lost;
	};
	CHECK(ended(bench.run(), Ending::done));
	const auto &s = bench.summary();
	CHECK((s.sent == 4 && s.received == 0 && s.lost == 0 && s.not_sent == 1));
	CHECK(s.wants_no_reply);
	CHECK(s.outages == 0);
	CHECK_FALSE(s.reason);
	CHECK(lost_lines(bench) == 0);
}

TEST_CASE("a request that cannot leave takes its number, the others are measured") {
	SenderBench bench;
	bench.path.fate = [](auto, std::uint32_t seq) {
		return seq == 2 ? Fate::filtered : Fate::answered;
	};
	CHECK(ended(bench.run(), Ending::done));
	const auto &s = bench.summary();
	CHECK(bench.path.numbers(0) == std::vector<std::uint32_t>{0, 1, 3, 4});
	CHECK((s.sent == 4 && s.received == 4 && s.lost == 0 && s.not_sent == 1));
	CHECK_FALSE(s.reason);
	CHECK(s.outages == 0);
}

TEST_CASE("a request that the egress hook never saw is not sent, for the reason rtnetlink has") {
	struct Row {
		Kind kind;
		const char *reason, *why;
	};
	for (const Row row : {Row{Kind::neighbour, "neighbour_unresolved", "neighbour_unresolved"},
			      Row{Kind::no_route, "no_route", "no_route"},
			      Row{Kind::other_interface, "no_route", "other_interface"},
			      Row{Kind::local, "no_route", "local_target"},
			      Row{Kind::no_address, "no_address", "no_address"},
			      Row{Kind::no_carrier, "link_down", "link_down"},
			      Row{Kind::clear, "other", "other"}}) {
		CAPTURE(row.why);
		SenderBench bench;
		bench.path.way = {row.kind, "198.51.100.1"};
		bench.path.fate = [](auto, auto) { return Fate::held; };
		CHECK(ended(bench.run(), Ending::done));
		const auto &s = bench.summary();
		CHECK((s.sent == 0 && s.lost == 0 && s.not_sent == 5));
		CHECK(count_of(s, row.reason) == 5);
		CHECK(bench.warnings == reported_once);
		REQUIRE(s.reason);
		CHECK(stats::code(*s.reason) == row.why);
		CHECK(lost_lines(bench) == 0);
	}
}

TEST_CASE("a request that waited for a neighbour has left when it was seen, and may be lost") {
	SenderBench bench;
	bench.spec.timeout = 50ms;
	bench.path.fate = [&](auto, std::uint32_t seq) {
		if (seq == 3)
			bench.path.release(0, 1);
		return seq == 1 ? Fate::held : Fate::answered;
	};
	CHECK(ended(bench.run(), Ending::done));
	const auto &s = bench.summary();
	CHECK((s.sent == 5 && s.received == 4 && s.lost == 1 && s.not_sent == 0));
}

TEST_CASE("a load asks rtnetlink now and then, not for each request") {
	SenderBench bench;
	bench.spec.count = 2000;
	bench.spec.interval = 4us;
	bench.path.fate = [](auto, auto) { return Fate::refused; };
	const MonoTime start = bench.host.now();
	CHECK(ended(bench.run(), Ending::done));
	CHECK(bench.summary().not_sent == 2000);
	// Every 250 ms, at the first request and at the end.
	CHECK(bench.path.ways_asked <= 3 + (bench.host.now() - start) / 250ms);
}

TEST_CASE("behind address translation requests are lost, and the reason is reported") {
	SenderBench bench;
	bench.path.counted[STAMP_V_TRANSLATED] = 5;
	bench.path.fate = [](auto, auto) { return Fate::held; };
	CHECK(ended(bench.run(), Ending::done));
	const auto &s = bench.summary();
	CHECK((s.sent == 5 && s.lost == 5 && s.not_sent == 0));
	CHECK(bench.warnings == std::vector<std::string>{"address_translation"});
	REQUIRE(s.reason);
	CHECK(stats::code(*s.reason) == "address_translation");
}

TEST_CASE("trouble that ends and comes back is reported again") {
	SenderBench bench;
	bench.spec.count = 6;
	bench.path.fate = [](auto, std::uint32_t seq) {
		return seq == 1 || seq == 2 || seq == 4 ? Fate::filtered : Fate::answered;
	};
	CHECK(ended(bench.run(), Ending::done));
	CHECK(bench.warnings == std::vector<std::string>{"send_failed", "send_failed"});
}
