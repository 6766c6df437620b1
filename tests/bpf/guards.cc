// SPDX-License-Identifier: Apache-2.0
// Who is not answered, and for which destinations (R8762-22, R8762-24).
#include "bpf/rows.h"

using namespace stamp::test;

namespace {

// A reflector that answers for its own addresses only.
Setup with_addresses() {
	Setup setup;

	setup.cfg.any_address = 0;
	return setup;
}

Datapath loaded(const Setup &setup) {
	Datapath datapath = load(setup);

	datapath.add_local("192.0.2.2");
	datapath.add_local("192.0.2.255", STAMP_LOCAL_BROADCAST);
	datapath.add_local("2001:db8::2");
	datapath.add_local("fe80::2");
	return datapath;
}

Datapath &own_addresses() {
	static Datapath datapath = loaded(with_addresses());

	return datapath;
}

} // namespace

TEST_CASE("R8762-22 requests to our addresses are answered, others are not ours") {
	Datapath &datapath = own_addresses();

	CHECK(answer_of(datapath, packet().ipv4()).source() == "192.0.2.2");
	CHECK(answer_of(datapath, packet().ipv6()).source() == "2001:db8::2");
	CHECK(answer_of(datapath, packet().ipv6("fe80::1", "fe80::2")).source() == "fe80::2");
	check_untouched(datapath, Program::refl_in, packet().ipv4("192.0.2.1", "192.0.2.3"),
			STAMP_V_NOT_STAMP);
	check_untouched(datapath, Program::refl_in, packet().ipv6("2001:db8::1", "2001:db8::3"),
			STAMP_V_NOT_STAMP);
	check_untouched(datapath, Program::refl_in, packet().ipv4("192.0.2.1", "127.0.0.1"),
			STAMP_V_NOT_STAMP);
}

TEST_CASE("R8762-22 requests to multicast and broadcast go on to the stack") {
	Datapath &datapath = own_addresses();

	for (const char *to :
	     {"224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "192.0.2.255"})
		check_untouched(datapath, Program::refl_in, packet().ipv4("192.0.2.1", to),
				STAMP_V_MULTICAST);
	for (const char *to : {"ff02::1", "ff0e::1", "ffff::"})
		check_untouched(datapath, Program::refl_in, packet().ipv6("2001:db8::1", to),
				STAMP_V_MULTICAST);
}

TEST_CASE("R8762-22 requests from multicast and broadcast get no answer") {
	Datapath &datapath = own_addresses();
	const auto unanswered = [&datapath](const Packet &request) {
		const Run run = datapath.run(Program::refl_in, request);

		CHECK(run.verdict == STAMP_V_MULTICAST);
		CHECK(run.action != redirected);
		CHECK(to_hex(run.out) == to_hex(request));
	};

	for (const char *from :
	     {"224.0.0.1", "239.1.2.3", "240.0.0.1", "255.255.255.255", "192.0.2.255"})
		unanswered(packet().ipv4(from, "192.0.2.2"));
	for (const char *from : {"ff02::1", "ff05::2"})
		unanswered(packet().ipv6(from, "2001:db8::2"));
}

TEST_CASE("R8762-22 requests from nobody, from loopback and from ourselves are dropped") {
	Datapath &datapath = own_addresses();

	for (const char *from : {"0.0.0.0", "0.1.2.3", "127.0.0.1", "127.255.0.9", "192.0.2.2"})
		check_dropped(datapath, Program::refl_in, packet().ipv4(from, "192.0.2.2"),
			      STAMP_V_BAD_SOURCE);
	for (const char *from : {"::", "::1", "2001:db8::2", "fe80::2", "::ffff:192.0.2.77"})
		check_dropped(datapath, Program::refl_in, packet().ipv6(from, "2001:db8::2"),
			      STAMP_V_BAD_SOURCE);
	check_dropped(datapath, Program::refl_in, packet().ports(0, 862), STAMP_V_BAD_SOURCE);
}

TEST_CASE("R8762-22 an IPv6 packet cannot borrow an IPv4 address") {
	Datapath &datapath = own_addresses();

	/* ::ffff:192.0.2.1 was admitted, but as the IPv4 host. */
	(void)answer_of(datapath, packet().ipv4("192.0.2.1", "192.0.2.2"));
	CHECK(datapath.run(Program::refl_in, packet().ipv6("::ffff:192.0.2.1", "2001:db8::2"))
		      .action != redirected);
	CHECK(datapath.run(Program::refl_in, packet().ipv6("2001:db8::1", "::ffff:192.0.2.2"))
		      .action != redirected);
}

TEST_CASE("R8762-22 a frame to everybody's MAC is not answered, whatever its IP address") {
	Datapath &datapath = own_addresses();
	const Octets sender = {2, 0, 0, 0, 0, 1};

	for (const Octets &to : {Octets(6, 0xff), Octets{1, 0, 0x5e, 0, 0, 1}}) {
		const Run run = datapath.run(Program::refl_in, packet().mac(to, sender));

		CHECK(run.action != redirected);
		CHECK(to_hex(run.out) == to_hex(packet().mac(to, sender)));
	}
}

TEST_CASE("R8762-22 a frame from a group MAC gets no answer, which would go to that group") {
	Datapath &datapath = own_addresses();

	for (const Octets &from : {Octets(6, 0xff), Octets{1, 0, 0x5e, 0, 0, 1},
				   Octets{0x33, 0x33, 0, 0, 0, 1}, Octets{3, 0, 0, 0, 0, 1}}) {
		for (const Packet &shape : {packet().ipv4(), packet().ipv6(), packet().vlan(4)}) {
			(void)answer_of(datapath, shape); /* and so its source is known */
			check_untouched(datapath, Program::refl_in,
					Packet(shape).mac(Octets(6), from), STAMP_V_MULTICAST);
		}
	}
}

TEST_CASE("a frame to somebody else's MAC is not ours") {
	check_untouched(own_addresses(), Program::refl_in,
			packet().mac({2, 0, 0, 0, 0, 9}, {2, 0, 0, 0, 0, 1}), STAMP_V_NOT_STAMP);
}

TEST_CASE("a frame to the MAC of the bridge whose port it is is ours, at both hooks") {
	Datapath datapath = loaded(with_addresses());
	const Octets bridge = {2, 0, 0, 0, 0, 9}, sender = {2, 0, 0, 0, 0, 1};

	std::copy(bridge.begin(), bridge.end(),
		  reinterpret_cast<std::uint8_t *>(datapath.live().bridge_mac));
	for (const Packet &shape : {packet().ipv4(), packet().ipv6(), packet().vlan(4)}) {
		(void)answer_of(datapath, Packet(shape).mac(bridge, sender));
		(void)answer_of(datapath, shape); /* and its own */
		check_untouched(datapath, Program::refl_in,
				Packet(shape).mac({2, 0, 0, 0, 0, 8}, sender), STAMP_V_NOT_STAMP);
		check_untouched(datapath, Program::refl_in,
				Packet(shape).mac(bridge, Octets(6, 0xff)), STAMP_V_MULTICAST);
	}
}

TEST_CASE("a range of addresses is ours, and a broadcast within it is none") {
	Datapath datapath = load(with_addresses());

	datapath.add_local("198.18.0.0", STAMP_LOCAL_UNICAST, 16);
	datapath.add_local("198.18.255.255", STAMP_LOCAL_BROADCAST);
	datapath.add_local("2001:db8:1::", STAMP_LOCAL_UNICAST, 64);
	for (const char *to : {"198.18.0.1", "198.18.7.9"})
		CHECK(answer_of(datapath, packet().ipv4("192.0.2.1", to)).source() == to);
	CHECK(answer_of(datapath, packet().ipv6("2001:db8::1", "2001:db8:1::77")).source() ==
	      "2001:db8:1::77");
	check_untouched(datapath, Program::refl_in, packet().ipv4("192.0.2.1", "198.19.0.1"),
			STAMP_V_NOT_STAMP);
	check_untouched(datapath, Program::refl_in, packet().ipv4("192.0.2.1", "198.18.255.255"),
			STAMP_V_MULTICAST);
	check_dropped(datapath, Program::refl_in, packet().ipv4("198.18.3.3", "198.18.7.9"),
		      STAMP_V_BAD_SOURCE);
}

TEST_CASE("on the loopback device 127/8, ::1 and our own address are honest") {
	Setup setup = with_addresses();

	setup.cfg.is_loopback = 1;
	Datapath datapath = loaded(setup);

	datapath.add_local("127.0.0.0", STAMP_LOCAL_UNICAST, 24);
	datapath.add_local("::1");
	CHECK(answer_of(datapath, packet().ipv4("127.0.0.1", "127.0.0.1")).source() == "127.0.0.1");
	CHECK(answer_of(datapath, packet().ipv4("127.0.0.1", "127.9.9.9")).source() == "127.9.9.9");
	CHECK(answer_of(datapath, packet().ipv4("192.0.2.2", "192.0.2.2")).source() == "192.0.2.2");
	CHECK(answer_of(datapath, packet().ipv6("::1", "::1")).source() == "::1");
	check_dropped(datapath, Program::refl_in, packet().ipv4("0.0.0.0", "127.0.0.1"),
		      STAMP_V_BAD_SOURCE);
	check_dropped(datapath, Program::refl_in, packet().ipv6("::", "::1"), STAMP_V_BAD_SOURCE);
}

TEST_CASE("addresses are followed while they change") {
	Datapath datapath = loaded(with_addresses());

	check_untouched(datapath, Program::refl_in, packet().ipv4("192.0.2.1", "192.0.2.9"),
			STAMP_V_NOT_STAMP);
	datapath.add_local("192.0.2.9");
	(void)answer_of(datapath, packet().ipv4("192.0.2.1", "192.0.2.9"));
	/* 192.0.2.1 becomes our own; what was known of it is asked again in the next epoch. */
	datapath.add_local("192.0.2.1");
	datapath.live().admission_epoch++;
	check_dropped(datapath, Program::refl_in, packet().ipv4("192.0.2.1", "192.0.2.9"),
		      STAMP_V_BAD_SOURCE);
	(void)answer_of(datapath, packet().ipv4("192.0.2.5", "192.0.2.9"));
}

TEST_CASE("R8762-24 only sources inside an allowed prefix are answered") {
	Setup setup;

	setup.cfg.has_allow = 1;
	Datapath datapath = load(setup);

	check_dropped(datapath, Program::refl_in, packet(), STAMP_V_NOT_ALLOWED);
	datapath.add_allowed("192.0.2.0", 28);
	datapath.add_allowed("198.51.100.7", 32);
	datapath.add_allowed("2001:db8::", 64);
	for (const char *from : {"192.0.2.1", "192.0.2.15", "198.51.100.7"})
		(void)answer_of(datapath, packet().ipv4(from, "192.0.2.99"));
	for (const char *from : {"192.0.2.16", "192.0.3.1", "198.51.100.6", "1.2.3.4"})
		check_dropped(datapath, Program::refl_in, packet().ipv4(from, "192.0.2.99"),
			      STAMP_V_NOT_ALLOWED);
	(void)answer_of(datapath, packet().ipv6("2001:db8::ffff", "2001:db8::2"));
	check_dropped(datapath, Program::refl_in, packet().ipv6("2001:db8:0:1::1", "2001:db8::2"),
		      STAMP_V_NOT_ALLOWED);
	SECTION("all of IPv4 is not all of IPv6") {
		datapath.add_allowed("0.0.0.0", 0);
		(void)answer_of(datapath, packet().ipv4("1.2.3.4", "192.0.2.99"));
		check_dropped(datapath, Program::refl_in,
			      packet().ipv6("2001:db8:0:1::1", "2001:db8::2"), STAMP_V_NOT_ALLOWED);
	}
	SECTION("what is refused leaves nothing behind") {
		CHECK(!datapath.source("1.2.3.4"));
		CHECK(datapath.source("192.0.2.1"));
	}
}
