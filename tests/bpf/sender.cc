// SPDX-License-Identifier: Apache-2.0
// The sender's programs: T1 into a request, T4 and the reply out of the stack.
#include <arpa/inet.h>

#include "bpf/rows.h"

using namespace stamp::test;

namespace {

// The sender's port is 862 in `plain()`; here it is the ephemeral one.
constexpr std::uint16_t own_port = 45678;

Setup sender_setup() {
	Setup setup;

	setup.cfg.ports[0] = htons(own_port);
	setup.cfg.test_clock_ns = golden::t1_ns;
	return setup;
}

Datapath sender(const Setup &setup = sender_setup()) {
	auto datapath = Datapath::load(setup);

	REQUIRE(datapath);
	datapath->add_peer("192.0.2.2", 862, 0);
	datapath->add_peer("2001:db8::2", 862, 1);
	datapath->add_peer("192.0.2.2", 20001, 3);
	return *std::move(datapath);
}

// As our socket sends it: the timestamp is not there yet.
Packet outgoing() {
	return packet().ports(own_port, 862).stamp_request(seq(1).error(0x8f84).ssid(0x1234));
}

Packet incoming(const Octets &payload) {
	return packet().ipv4("192.0.2.2", "192.0.2.1").ports(862, own_port).payload(payload);
}

std::string octets_of(const stamp_record &record) {
	return to_hex({record.octets, record.octets + sizeof(record.octets)});
}

} // namespace

TEST_CASE("egress makes the golden request") {
	Datapath datapath = sender();
	const Run out = datapath.run(Program::send_out, outgoing());

	CHECK(out.action == next_program);
	CHECK(out.verdict == STAMP_V_STAMPED);
	CHECK(to_hex(Frame(out.out).payload()) == to_hex(golden::request()));
	CHECK(Frame(out.out).udp_checksum_is_valid());
	CHECK(out.out.size() == outgoing().build().size());
}

TEST_CASE("S8762-09 egress writes PTP when asked to") {
	Setup setup = sender_setup();

	setup.cfg.format = STAMP_FORMAT_PTP;
	setup.live.wire_minus_utc_ns = golden::tai_minus_utc_ns;
	Datapath datapath = sender(setup);
	const Frame sent(datapath.run(Program::send_out, outgoing()).out);

	CHECK(get64(sent.payload(), 4) == 0x6955b9251dcd6500);
	CHECK(sent.udp_checksum_is_valid());
}

TEST_CASE("egress keeps the checksum right at every length, family and tag") {
	Datapath datapath = sender();

	for (std::size_t size : {44, 45, 48, 100, 301, 1472}) {
		const Request request = seq(5).length(size);

		for (const Packet &family :
		     {packet().ipv4(), packet().ipv6("2001:db8::1", "2001:db8::2"),
		      packet().vlan(9), packet().options(Octets(8, 1))}) {
			const Octets before =
				Packet(family).ports(own_port, 862).stamp_request(request);
			const Frame after(datapath.run(Program::send_out, before).out);

			CHECK(after.udp_checksum_is_valid());
			CHECK(get64(after.payload(), 4) == golden::t1_ntp);
			CHECK(slice(after.payload(), 12, size - 12) ==
			      slice(request.octets(), 12, size - 12));
		}
	}
}

TEST_CASE("egress leaves a checksum that was not computed alone") {
	Datapath datapath = sender();
	const Frame sent(datapath.run(Program::send_out, outgoing().checksum(Checksum::zero)).out);

	CHECK(sent.udp_checksum() == 0);
	CHECK(get64(sent.payload(), 4) == golden::t1_ntp);
}

TEST_CASE("S8762-30 egress over IPv6 never ends with checksum 0") {
	Datapath datapath = sender();
	const Packet six = packet().ipv6("2001:db8::1", "2001:db8::2");
	const auto checksum_with = [&](std::uint16_t ssid) {
		const Octets request =
			Packet(six).ports(own_port, 862).stamp_request(seq(1).ssid(ssid));
		const Frame sent(datapath.run(Program::send_out, request).out);

		CHECK(sent.udp_checksum_is_valid());
		return sent.udp_checksum();
	};

	CHECK(checksum_with(checksum_with(0)) == 0xffff);
}

TEST_CASE("when a request left is kept in its session's slots") {
	Datapath datapath = sender();

	(void)datapath.run(Program::send_out, outgoing());
	CHECK(datapath.sent(1).t1_ns == golden::t1_ns);
	CHECK(datapath.sent(1).seq == 1);
	CHECK(datapath.sent(1).valid == 1);
	CHECK(datapath.sent(0).valid == 0);
	datapath.set_time(golden::t1_ns + 77);
	(void)datapath.run(Program::send_out, outgoing().stamp_request(seq(0xfffffff2)));
	CHECK(datapath.sent(2).seq == 0xfffffff2);
	CHECK(datapath.sent(2).t1_ns == golden::t1_ns + 77);
	(void)datapath.run(Program::send_out,
			   outgoing().ports(own_port, 20001).stamp_request(seq(17)));
	CHECK(datapath.sent(3 * 16 + 1).seq == 17);
	CHECK(datapath.sent(1).seq == 1);
}

TEST_CASE("egress leaves what is not our session's alone") {
	Datapath datapath = sender();

	check_untouched(datapath, Program::send_out, outgoing().ports(own_port + 1, 862),
			STAMP_V_NOT_STAMP);
	check_untouched(datapath, Program::send_out, outgoing().ports(own_port, 863),
			STAMP_V_NO_SESSION);
	check_untouched(datapath, Program::send_out, outgoing().ipv4("192.0.2.1", "192.0.2.9"),
			STAMP_V_NO_SESSION);
	check_untouched(datapath, Program::send_out, outgoing().fragment(0, true),
			STAMP_V_FRAGMENT);
	check_untouched(datapath, Program::send_out, outgoing().payload(Octets(43)),
			STAMP_V_NO_ROOM);
}

TEST_CASE("egress leaves other sockets' packets alone") {
	Setup setup = sender_setup();

	setup.cfg.socket_cookie = 0x7fffffffffff;
	Datapath datapath = sender(setup);

	check_untouched(datapath, Program::send_out, outgoing(), STAMP_V_NOT_STAMP);
}

TEST_CASE("ingress takes a reply off the stack, with everything that is known of it") {
	Datapath datapath = sender();

	datapath.set_time(golden::t3_ns + 123);
	for (const auto &family : {packet().ipv4("192.0.2.2", "192.0.2.1"),
				   packet().ipv6("2001:db8::2", "2001:db8::1")}) {
		const Octets reply = Packet(family)
					     .ports(862, own_port)
					     .ttl(241)
					     .tos(0xb9)
					     .payload(golden::reply_ntp());

		check_dropped(datapath, Program::send_in, reply, STAMP_V_RECEIVED);
		const auto records = datapath.records();
		const bool is_ipv6 = Frame(reply).is_ipv6();
		const stamp_addr from = address_key(is_ipv6 ? "2001:db8::2" : "192.0.2.2");

		REQUIRE(records.size() == 1);
		CHECK(records[0].time_ns == golden::t3_ns + 123);
		CHECK(std::equal(from.word, from.word + 4, records[0].addr.word));
		CHECK(ntohs(records[0].port) == 862);
		CHECK(records[0].session == is_ipv6);
		CHECK(records[0].length == 44);
		CHECK(records[0].ttl == 241);
		CHECK(records[0].tos == 0xb9);
		CHECK(octets_of(records[0]) == to_hex(golden::reply_ntp()));
	}
}

TEST_CASE("S8762-23 replies of 38 to 43 octets are taken, zeros behind them") {
	Datapath datapath = sender();

	for (std::size_t size = 38; size <= 44; size++) {
		for (std::size_t padding : {0, 20}) {
			Octets expected = slice(golden::reply_ntp(), 0, size);

			check_dropped(datapath, Program::send_in,
				      incoming(expected).link_padding(padding), STAMP_V_RECEIVED);
			const auto records = datapath.records();

			expected.resize(44);
			REQUIRE(records.size() == 1);
			CHECK(records[0].length == size);
			CHECK(octets_of(records[0]) == to_hex(expected));
		}
	}
}

TEST_CASE("longer replies: the base packet and the true length") {
	Datapath datapath = sender();

	for (std::size_t size : {45, 48, 256, 257, 1000, 1472}) {
		Octets content = golden::reply_ntp();

		append(content, pattern(size - 44));
		check_dropped(datapath, Program::send_in, incoming(content), STAMP_V_RECEIVED);
		const auto records = datapath.records();

		REQUIRE(records.size() == 1);
		CHECK(records[0].length == size);
		CHECK(octets_of(records[0]) == to_hex(golden::reply_ntp()));
	}
}

TEST_CASE("replies behind tags and options") {
	Datapath datapath = sender();

	check_dropped(datapath, Program::send_in, incoming(golden::reply_ntp()).vlan(7),
		      STAMP_V_RECEIVED);
	check_dropped(datapath, Program::send_in,
		      incoming(golden::reply_ntp()).options(Octets(40, 1)), STAMP_V_RECEIVED);
	for (const auto &record : datapath.records())
		CHECK(octets_of(record) == to_hex(golden::reply_ntp()));
}

TEST_CASE("from an address that was not asked: passed on") {
	Datapath datapath = sender();

	check_untouched(datapath, Program::send_in,
			incoming(golden::reply_ntp()).ipv4("192.0.2.3", "192.0.2.1"),
			STAMP_V_NO_SESSION);
	check_untouched(datapath, Program::send_in,
			incoming(golden::reply_ntp()).ports(863, own_port), STAMP_V_NO_SESSION);
	check_untouched(datapath, Program::send_in,
			incoming(golden::reply_ntp()).ports(862, own_port - 1), STAMP_V_NOT_STAMP);
	CHECK(datapath.records().empty());
}

TEST_CASE("garbage from an address that was asked: dropped, counted, not reported") {
	Datapath datapath = sender();

	for (std::size_t size = 0; size < 38; size++)
		check_dropped(datapath, Program::send_in, incoming(pattern(size)), STAMP_V_SHORT);
	check_dropped(datapath, Program::send_in, incoming(golden::reply_ntp()).udp_length(53),
		      STAMP_V_SHORT);
	check_dropped(datapath, Program::send_in, incoming(golden::reply_ntp()).udp_length(7),
		      STAMP_V_SHORT);
	for (Checksum wrong : {Checksum::bad, Checksum::pseudo})
		check_dropped(datapath, Program::send_in,
			      incoming(golden::reply_ntp()).checksum(wrong), STAMP_V_BAD_CHECKSUM);
	check_dropped(datapath, Program::send_in,
		      packet().ipv6("2001:db8::2", "2001:db8::1")
			      .ports(862, own_port)
			      .payload(golden::reply_ntp())
			      .checksum(Checksum::zero),
		      STAMP_V_BAD_CHECKSUM);
	CHECK(datapath.records().empty());
	check_dropped(datapath, Program::send_in,
		      incoming(golden::reply_ntp()).checksum(Checksum::zero), STAMP_V_RECEIVED);
}

TEST_CASE("fragments and extension headers of replies go on to the stack") {
	Datapath datapath = sender();
	const Packet six = packet().ipv6("2001:db8::2", "2001:db8::1").ports(862, own_port);

	check_untouched(datapath, Program::send_in, incoming(golden::reply_ntp()).fragment(0, true),
			STAMP_V_FRAGMENT);
	check_untouched(datapath, Program::send_in, Packet(six).extension(0, Octets(6)),
			STAMP_V_SLOW_PATH);
}

TEST_CASE("a full ring is counted, and the reply is gone all the same") {
	Datapath datapath = sender();
	int received = 0;

	for (int i = 0; i < 100; i++) {
		const Run run = datapath.run(Program::send_in, incoming(golden::reply_ntp()));

		CHECK(run.action == dropped);
		if (run.verdict != STAMP_V_RECEIVED) {
			CHECK(run.verdict == STAMP_V_RING_FULL);
			continue;
		}
		received++;
	}
	CHECK(received < 100);
	CHECK(datapath.records().size() == static_cast<std::size_t>(received));
	CHECK(datapath.run(Program::send_in, incoming(golden::reply_ntp())).verdict ==
	      STAMP_V_RECEIVED);
}

TEST_CASE("a reflector asked to report writes a record for each answer") {
	Setup setup;

	setup.cfg.report_answers = 1;
	auto datapath = Datapath::load(setup);
	REQUIRE(datapath);
	for (std::size_t size : {14, 44, 300}) {
		const Octets content = slice(seq(6).ssid(0x4242).length(size).octets(), 0, size);

		(void)answer_of(*datapath, packet().ttl(17).tos(0x48).payload(content));
		const auto records = datapath->records();
		Octets whole = content;

		whole.resize(44);
		REQUIRE(records.size() == 1);
		CHECK(records[0].time_ns == golden::t2_ns);
		CHECK(records[0].length == size);
		CHECK(records[0].ttl == 17);
		CHECK(records[0].tos == 0x48);
		CHECK(ntohs(records[0].port) == 50000);
		CHECK(octets_of(records[0]) == to_hex(whole));
	}
	check_dropped(*datapath, Program::refl_in, packet().checksum(Checksum::bad),
		      STAMP_V_BAD_CHECKSUM);
	CHECK(datapath->records().empty());
}
