// SPDX-License-Identifier: Apache-2.0
// The sender's ingress: T4 and the reply out of the stack; and the records of a reflector.
#include <arpa/inet.h>

#include "bpf/sender_rows.h"

using namespace stamp::test;

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

		check_dropped_at_tc(datapath, Program::send_in, reply, STAMP_V_RECEIVED);
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

TEST_CASE("S8762-23 T-02 T-03 replies of 38 to 43 octets are taken, zeros behind them") {
	Datapath datapath = sender();

	for (std::size_t size = 38; size <= 44; size++) {
		for (std::size_t padding : {0, 20}) {
			Octets expected = slice(golden::reply_ntp(), 0, size);

			check_dropped_at_tc(datapath, Program::send_in,
					    incoming(expected).link_padding(padding),
					    STAMP_V_RECEIVED);
			const auto records = datapath.records();

			expected.resize(44);
			REQUIRE(records.size() == 1);
			CHECK(records[0].length == size);
			CHECK(octets_of(records[0]) == to_hex(expected));
		}
	}
}

TEST_CASE("our own request that comes back is no reply to number 0 and goes on") {
	Datapath datapath = sender();

	for (std::size_t size : {44, 60, 1000}) {
		Octets request = golden::request();

		request.resize(size);
		check_untouched(datapath, Program::send_in, incoming(request), STAMP_V_LOOP);
		CHECK(datapath.records().empty());
		for (std::size_t at = 16; at < 44; at++) { /* what any reply has, anywhere */
			request[at] = 1;
			CHECK(datapath.run(Program::send_in, incoming(request)).verdict ==
			      STAMP_V_RECEIVED);
			CHECK(datapath.records().size() == 1);
			request[at] = 0;
		}
	}
}

TEST_CASE("T-08 longer replies: the base packet and the true length") {
	Datapath datapath = sender();

	for (std::size_t size : {45, 48, 256, 257, 1000, 1472}) {
		Octets content = golden::reply_ntp();

		append(content, pattern(size - 44));
		check_dropped_at_tc(datapath, Program::send_in, incoming(content),
				    STAMP_V_RECEIVED);
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
	const auto records = datapath.records();

	CHECK(records.size() == 4); /* each from tc and from XDP */
	for (const auto &record : records)
		CHECK(octets_of(record) == to_hex(golden::reply_ntp()));
}

TEST_CASE("T-33 from an address that was not asked: passed on") {
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

TEST_CASE("T-33 the other family's port is another sender's, if all targets are of one family") {
	const Packet four = incoming(golden::reply_ntp()).ipv4("192.0.2.3", "192.0.2.1");
	const Packet six = packet().ipv6("2001:db8::9", "2001:db8::1")
				   .ports(862, own_port)
				   .payload(golden::reply_ntp());
	for (const int family : {0, 4, 6}) {
		Setup setup = sender_setup();
		setup.cfg.only_family = static_cast<__u8>(family);
		Datapath datapath = sender(setup);

		check_untouched(datapath, Program::send_in, four,
				family == 6 ? STAMP_V_NOT_STAMP : STAMP_V_NO_SESSION);
		check_untouched(datapath, Program::send_in, six,
				family == 4 ? STAMP_V_NOT_STAMP : STAMP_V_NO_SESSION);
	}
}

TEST_CASE("T-33 of those who were not asked the latest is kept, with address and port") {
	for (Program program : {Program::send_in, Program::send_xdp}) {
		Datapath datapath = sender();

		CHECK(datapath.latest_stranger().seen_ns == 0);
		(void)datapath.run(program, incoming(golden::reply_ntp()));
		(void)datapath.run(program, incoming(golden::reply_ntp()).ports(862, own_port - 1));
		CHECK(datapath.latest_stranger().seen_ns == 0);
		(void)datapath.run(program, incoming(golden::reply_ntp()).ports(863, own_port));
		CHECK(ntohs(datapath.latest_stranger().port) == 863);
		datapath.set_time(golden::t1_ns + 5);
		(void)datapath.run(program, packet().ipv6("2001:db8::9", "2001:db8::1")
						    .ports(862, own_port)
						    .payload(golden::reply_ntp()));
		const stamp_stranger latest = datapath.latest_stranger();
		const stamp_addr from = address_key("2001:db8::9");

		CHECK(std::equal(from.word, from.word + 4, latest.addr.word));
		CHECK(ntohs(latest.port) == 862);
		CHECK(latest.seen_ns == golden::t1_ns + 5);
		CHECK(latest.seen_again_ns == latest.seen_ns);
	}
}

TEST_CASE("T-19 garbage from an address that was asked: dropped, counted, not reported") {
	Datapath datapath = sender();

	for (std::size_t size = 0; size < 38; size++)
		check_dropped(datapath, Program::send_in, incoming(pattern(size)), STAMP_V_SHORT);
	check_dropped(datapath, Program::send_in, incoming(golden::reply_ntp()).udp_length(53),
		      STAMP_V_SHORT);
	check_dropped(datapath, Program::send_in, incoming(golden::reply_ntp()).udp_length(7),
		      STAMP_V_SHORT);
	check_dropped(datapath, Program::send_in,
		      incoming(golden::reply_ntp()).checksum(Checksum::bad), STAMP_V_BAD_CHECKSUM);
	check_dropped_at_tc(datapath, Program::send_in,
			    incoming(golden::reply_ntp()).checksum(Checksum::pseudo),
			    STAMP_V_BAD_CHECKSUM);
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
	Datapath datapath = load(setup);

	for (std::size_t size : {14, 44, 300}) {
		const Octets content = slice(seq(6).ssid(0x4242).length(size).octets(), 0, size);

		(void)answer_of(datapath, packet().ttl(17).tos(0x48).payload(content));
		const auto records = datapath.records();
		Octets whole = content;

		whole.resize(44);
		REQUIRE(records.size() == 2); /* from tc, then from XDP */
		for (const auto &record : records) {
			CHECK(record.time_ns == golden::t2_ns);
			CHECK(record.length == size);
			CHECK(record.ttl == 17);
			CHECK(record.tos == 0x48);
			CHECK(ntohs(record.port) == 50000);
			CHECK(octets_of(record) == to_hex(whole));
		}
	}
	check_dropped(datapath, Program::refl_in, packet().checksum(Checksum::bad),
		      STAMP_V_BAD_CHECKSUM);
	CHECK(datapath.records().empty());
}
