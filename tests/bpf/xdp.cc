// SPDX-License-Identifier: Apache-2.0
// What is XDP's own: both times in one program, the destination MAC, partial checksums. That
// the rest is as at tc is part of every other row (rows.h).
#include <cstring>

#include "bpf/sender_rows.h"

using namespace stamp::test;

namespace {

void check_passed(const Octets &frame) {
	const Run run = plain().run(Program::refl_xdp, frame);

	CHECK(run.action == XDP_PASS);
	CHECK(to_hex(run.out) == to_hex(frame));
}

} // namespace

TEST_CASE("R8762-08 at XDP both times are read, T2 not after T3") {
	Setup setup;

	setup.cfg.test_clock_ns = 0;
	Datapath datapath = load(setup);

	for (const auto &family : {packet().ipv4(), packet().ipv6()}) {
		const Run run = datapath.run(Program::refl_xdp, family);

		REQUIRE(run.action == XDP_TX);
		const Frame reply(run.out);

		CHECK(reply.stamp().t2 < reply.stamp().t3);
		CHECK(reply.stamp().t3 - reply.stamp().t2 < 0x100000000); /* within a second */
		CHECK(reply.udp_checksum_is_valid());
	}
}

TEST_CASE("at XDP a checksum that a device was to complete is computed in full") {
	for (const auto &family : {packet().ipv4(), packet().ipv6()}) {
		for (std::size_t size : {14, 43, 44, 45, 300, 511, 512, 513, 1024, 1400}) {
			const Run run = plain().run(
				Program::refl_xdp,
				Packet(family).payload(pattern(size)).checksum(Checksum::pseudo));

			INFO("payload of " << size);
			REQUIRE(run.action == XDP_TX);
			CHECK(Frame(run.out).udp_checksum_is_valid());
			CHECK(Frame(run.out).ip_checksum_is_valid());
			CHECK(Frame(run.out).payload().size() == std::max<std::size_t>(size, 44));
		}
	}
}

TEST_CASE("at XDP requests of every length are answered, summed here or by a device") {
	const auto check = [](Packet shape, std::size_t size) {
		for (const Checksum kind : {Checksum::good, Checksum::pseudo}) {
			const Run run = plain().run(Program::refl_xdp,
						    shape.payload(pattern(size)).checksum(kind));

			INFO("payload of " << size);
			REQUIRE(run.action == XDP_TX);
			CHECK(Frame(run.out).udp_checksum_is_valid());
			CHECK(Frame(run.out).payload().size() == size);
		}
	};

	for (std::size_t size : {65000, 65503, 65504, 65505, 65506, 65507}) {
		check(packet(), size);
		check(packet().vlan(1), size);
		check(packet().options(Octets(8, 1)), size - 8);
	}
	for (std::size_t size : {65484, 65485, 65486, 65487, 65525, 65526, 65527})
		check(packet().ipv6(), size);
}

TEST_CASE("at XDP a request of the longest kind with a wrong checksum is dropped") {
	for (std::size_t size : {65504, 65505, 65506, 65507}) {
		const Run run = plain().run(
			Program::refl_xdp, packet().payload(pattern(size)).checksum(Checksum::bad));

		CHECK(run.verdict == STAMP_V_BAD_CHECKSUM);
	}
}

TEST_CASE("at XDP a frame to another host's MAC, or to a group's, is passed up") {
	const Octets own = {2, 0x1b, 0x21, 0xaa, 0xbb, 0xcc}, peer = {2, 0, 0, 0, 0, 1};

	std::memcpy(plain().live().mac, own.data(), own.size());
	CHECK(plain().run(Program::refl_xdp, packet().mac(own, peer)).action == XDP_TX);
	for (std::size_t octet = 0; octet < 6; octet++) {
		Octets other = own;

		other[octet] ^= 0x80;
		check_passed(packet().mac(other, peer));
	}
	check_passed(packet().mac({1, 0, 0x5e, 0, 0, 1}, peer));
	check_passed(packet().mac(Octets(6, 0xff), peer));
	std::memset(plain().live().mac, 0, sizeof(plain().live().mac));
}

TEST_CASE("at XDP the sender takes a reply, with the T4 of its clock") {
	Datapath datapath = sender();

	datapath.set_time(golden::t3_ns + 77);
	for (Checksum kind : {Checksum::good, Checksum::pseudo, Checksum::zero}) {
		const Run run = datapath.run(Program::send_xdp,
					     incoming(golden::reply_ntp()).ttl(200).checksum(kind));
		const auto records = datapath.records();

		CHECK(run.action == XDP_DROP);
		CHECK(run.verdict == STAMP_V_RECEIVED);
		REQUIRE(records.size() == 1);
		CHECK(records[0].time_ns == golden::t3_ns + 77);
		CHECK(records[0].ttl == 200);
		CHECK(octets_of(records[0]) == to_hex(golden::reply_ntp()));
	}
}

TEST_CASE("L-06 XDP counts what it settles and leaves the rest to be counted at tc") {
	CHECK(plain().run(Program::refl_xdp, packet()).counted == 1);
	CHECK(plain().run(Program::refl_xdp, packet().checksum(Checksum::bad)).counted == 1);
	CHECK(plain().run(Program::refl_xdp, packet().protocol(6)).counted == 0);
	CHECK(plain().run(Program::refl_xdp, packet().fragment(0, true)).counted == 0);
}
