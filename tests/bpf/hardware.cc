// SPDX-License-Identifier: Apache-2.0
// Receive times of the network card at XDP. prog_run has no card: a reading that was set stands for
// what the kernel would hand over. The program that asks the kernel itself runs on a veth device
// (hardware_live.cc).
#include "bpf/lib/hardware.h"
#include "bpf/lib/timestamp.h"
#include "bpf/object/object.h"
#include "bpf/sender_rows.h"

using namespace stamp::test;

namespace {

constexpr std::uint64_t read_ns = 5000000000000; // the card counts since it has power
constexpr std::int64_t second = 1000000000;

Setup with_card(Setup setup = {}, std::uint64_t read = read_ns) {
	setup.cfg.hardware_times = 1;
	setup.cfg.test_hardware_ns = read;
	return setup;
}

// The card's reading becomes `utc`, by a look at both clocks `ago` before it.
void relate(Datapath &datapath, std::int64_t utc, std::int64_t ago, std::int64_t rate = 0) {
	datapath.phc() = {utc - static_cast<std::int64_t>(read_ns),
			  read_ns - static_cast<std::uint64_t>(ago), rate};
}

std::uint64_t ntp(std::int64_t utc_ns) {
	const stamp_ts ts = timestamp(static_cast<std::uint64_t>(utc_ns), STAMP_FORMAT_NTP);

	return static_cast<std::uint64_t>(stamp_swap32(ts.sec)) << 32 | stamp_swap32(ts.frac);
}

Stamp xdp_answer(Datapath &datapath) {
	const Run run = datapath.run(Program::refl_xdp, packet().stamp_request(seq(1)));

	REQUIRE(run.action == XDP_TX);
	const Frame reply(run.out);

	CHECK(reply.udp_checksum_is_valid());
	return reply.stamp();
}

} // namespace

TEST_CASE("T2 is when the network card received the request, T3 when the program is done") {
	Datapath datapath = load(with_card());

	for (const std::int64_t late : {0l, 1l, 1700l, 99999999l}) {
		relate(datapath, golden::t2_ns - late, 200000000);
		const Stamp reply = xdp_answer(datapath);

		CHECK(reply.t2 == ntp(golden::t2_ns - late));
		CHECK(reply.t3 == golden::t2_ntp);
	}
	CHECK(datapath.hardware_times(STAMP_HW_USED) == 4);
}

TEST_CASE("a card whose clock is slow: its time is corrected for what passed since the look") {
	Datapath datapath = load(with_card());
	const std::int64_t ago = 400000000, fast_ppm = 100;

	relate(datapath, golden::t2_ns - 90000, ago, (fast_ppm << 32) / 1000000);
	const std::int64_t corrected = golden::t2_ns - 90000 + ago / 1000000 * fast_ppm;

	CHECK(xdp_answer(datapath).t2 >= ntp(corrected - 2));
	CHECK(xdp_answer(datapath).t2 <= ntp(corrected));
}

TEST_CASE("a time of the card that cannot be used: the kernel's clock, and it is counted") {
	struct Row {
		const char *name;
		std::uint64_t read;
		std::int64_t utc, ago;
		bool has_relation;
		stamp_hw_time outcome;
	};
	const std::int64_t now = golden::t2_ns;

	for (const Row &row : {
		     Row{"none for this packet", 0, now - 1000, 1000, true, STAMP_HW_MISSING},
		     Row{"clock never looked at", read_ns, 0, 0, false, STAMP_HW_STALE},
		     Row{"not looked at for too long", read_ns, now, second + 1, true,
			 STAMP_HW_STALE},
		     Row{"looked at in the future: our clock was set back", read_ns, now, -1, true,
			 STAMP_HW_STALE},
		     Row{"after now", read_ns, now + 1, 200000000, true, STAMP_HW_IMPLAUSIBLE},
		     Row{"long ago", read_ns, now - 100000001, 0, true, STAMP_HW_IMPLAUSIBLE},
		     Row{"another clock's", read_ns + 40 * 365 * 86400 * second, now, 1000, true,
			 STAMP_HW_IMPLAUSIBLE},
		     Row{"all bits", ~0ull, now, 1000, true, STAMP_HW_IMPLAUSIBLE},
	     }) {
		Datapath datapath = load(with_card({}, row.read));

		if (row.has_relation)
			relate(datapath, row.utc, row.ago);
		INFO(row.name);
		CHECK(xdp_answer(datapath).t2 == golden::t2_ntp);
		CHECK(datapath.hardware_times(row.outcome) == 1);
		CHECK(datapath.hardware_times(STAMP_HW_USED) == 0);
	}
}

TEST_CASE("T4 is when the network card received the reply") {
	Datapath datapath = sender(with_card(sender_setup()));

	relate(datapath, golden::t1_ns - 2500, 1000);
	REQUIRE(datapath.run(Program::send_xdp, incoming(golden::reply_ntp())).action == XDP_DROP);
	relate(datapath, golden::t1_ns + 1, 1000);
	REQUIRE(datapath.run(Program::send_xdp, incoming(golden::reply_ntp())).action == XDP_DROP);
	const auto records = datapath.records();

	REQUIRE(records.size() == 2);
	CHECK(records[0].time_ns == golden::t1_ns - 2500);
	CHECK(records[1].time_ns == golden::t1_ns);
	CHECK(datapath.hardware_times(STAMP_HW_USED) == 1);
	CHECK(datapath.hardware_times(STAMP_HW_IMPLAUSIBLE) == 1);
}

TEST_CASE("at tc, and of packets that are not ours, the card is not asked") {
	Datapath datapath = load(with_card());

	relate(datapath, golden::t2_ns - 1000, 1000);
	const auto reply = datapath.reflect(packet().stamp_request(seq(1)));

	REQUIRE(reply);
	CHECK(Frame(reply->out).stamp().t2 == golden::t2_ntp);
	CHECK(datapath.run(Program::refl_xdp, packet().ports(1, 2)).action == XDP_PASS);
	for (int i = 0; i < STAMP_HW_COUNT; i++)
		CHECK(datapath.hardware_times(static_cast<stamp_hw_time>(i)) == 0);
}

TEST_CASE("R8972-16 Timestamp Information says by what each of T2 and T3 was taken") {
	Setup setup;

	setup.cfg.process_tlvs = 1;
	Datapath datapath = load(with_card(setup));
	Octets payload = golden::request();

	append(payload, from_hex("80030004 00000000"));
	for (const bool by_card : {true, false}) {
		relate(datapath, golden::t2_ns + (by_card ? -1000 : 1000), 1000);
		const Run run = datapath.run(Program::refl_xdp, packet().payload(payload));

		REQUIRE(run.action == XDP_TX);
		const Frame reply(run.out);
		const Octets tlv = slice(reply.payload(), 44, 8);

		CHECK(tlv[5] == (by_card ? STAMP_STAMPED_HW : STAMP_STAMPED_SW));
		CHECK(tlv[7] == STAMP_STAMPED_SW);
		CHECK(reply.stamp().t2 == ntp(golden::t2_ns - (by_card ? 1000 : 0)));
	}
}

TEST_CASE("what is not to be bound is loaded as ever, and asks nobody") {
	auto object = stamp::bpf::Object::load(stamp::bpf::Role::reflector, Setup().cfg, 0, {true});

	REQUIRE(object);
	CHECK(!object->is_bound());
	CHECK(object->hardware_times() == stamp::session::HardwareTimes{});
	CHECK(!object->uses("hw_times"));
}
