// SPDX-License-Identifier: Apache-2.0
// From ingress to egress: which packet gets T3, and which one a signature.
#include "bpf/tlv_rows.h"

using namespace stamp::test;

namespace {

constexpr std::uint32_t made_here = 0, elsewhere = test_ifindex + 1;
constexpr std::size_t ip_at = 14, udp_at = ip_at + 20, payload_at = udp_at + 8;

Octets turned(Datapath &datapath, const Octets &request) {
	const Run in = datapath.run(Program::refl_in, request);

	REQUIRE(in.action == redirected);
	return in.out;
}

void check_left_alone(Datapath &datapath, const Octets &frame, std::uint32_t mark = 0,
		      std::uint32_t came_in = test_ifindex) {
	const Run run = datapath.run(Program::refl_out, frame, mark, came_in);

	CHECK(run.action == next_program);
	CHECK(run.verdict == STAMP_V_NOT_STAMP);
	CHECK(run.mark == mark);
	CHECK(to_hex(run.out) == to_hex(frame));
}

Octets with_octet(Octets frame, std::size_t at) {
	frame.at(at) ^= 0x10;
	return frame;
}

} // namespace

TEST_CASE("T3 is written whatever mark others gave the reply, and their mark stays") {
	Datapath &datapath = plain();

	for (const auto &family : {packet().ipv4(), packet().ipv6(), packet().vlan(7)}) {
		for (const std::uint32_t mark : {0u, 1u, 0xdeadbeefu, 0x57a40000u, 0xffffffffu}) {
			datapath.set_time(golden::t2_ns);
			const Octets reply = turned(datapath, family);

			datapath.set_time(golden::t3_ns);
			const Run out = datapath.run(Program::refl_out, reply, mark);

			CHECK(out.verdict == STAMP_V_STAMPED);
			CHECK(out.mark == mark);
			CHECK(Frame(out.out).stamp().t2 == golden::t2_ntp);
			CHECK(Frame(out.out).stamp().t3 == golden::t3_ntp);
			CHECK(Frame(out.out).udp_checksum_is_valid());
		}
	}
}

TEST_CASE("a reply leaves ingress without a mark, whatever its request had") {
	CHECK(plain().run(Program::refl_in, packet(), 0xdeadbeef).mark == 0);
}

TEST_CASE("T3 is written though others gave the reply another address or port on its way") {
	Datapath &datapath = plain();
	Octets reply = turned(datapath, packet().checksum(Checksum::zero));

	reply.at(ip_at + 15) = 99; /* 192.0.2.2 becomes 192.0.2.99 */
	put16(reply, ip_at + 10, 0);
	put16(reply, ip_at + 10, internet_checksum(slice(reply, ip_at, 20)));
	put16(reply, udp_at, 40862);
	put16(reply, udp_at + 6, 0);
	datapath.set_time(golden::t3_ns);
	const Run out = datapath.run(Program::refl_out, reply);

	CHECK(out.verdict == STAMP_V_STAMPED);
	CHECK(Frame(out.out).stamp().t3 == golden::t3_ntp);
	CHECK(Frame(out.out).source() == "192.0.2.99");
}

TEST_CASE("each reply is stamped once") {
	Datapath &datapath = plain();
	const Octets reply = turned(datapath, packet());

	CHECK(datapath.run(Program::refl_out, reply).verdict == STAMP_V_STAMPED);
	check_left_alone(datapath, reply);
}

TEST_CASE("egress leaves alone what came in elsewhere or was made here, be it the same octets") {
	Datapath &datapath = plain();
	const Octets reply = turned(datapath, packet());

	check_left_alone(datapath, reply, 0, made_here);
	check_left_alone(datapath, reply, 0, elsewhere);
	CHECK(datapath.run(Program::refl_out, reply).verdict == STAMP_V_STAMPED);
}

TEST_CASE("egress leaves alone what is not the reply that ingress made last") {
	Datapath &datapath = plain();
	const Octets reply = turned(datapath, packet());
	constexpr std::size_t number = payload_at + 3, t3 = payload_at + 4 + 7,
			      t2 = payload_at + 16 + 7;

	for (const std::size_t at : {number, t3, t2})
		check_left_alone(datapath, with_octet(reply, at));
	check_left_alone(datapath, slice(reply, 0, payload_at + 24));
	CHECK(datapath.run(Program::refl_out, reply).verdict == STAMP_V_STAMPED);
}

TEST_CASE("of two generations of programs each stamps its own replies") {
	Datapath before = load(Setup()), after = load(Setup());

	for (const auto &[own, other] : {std::pair{&before, &after}, {&after, &before}}) {
		const Octets reply = turned(*own, packet());

		check_left_alone(*other, reply);
		CHECK(own->run(Program::refl_out, reply).verdict == STAMP_V_STAMPED);
	}
}

TEST_CASE("T-20 a reply whose checksum is left to the device gets T3 and keeps its partial sum") {
	Datapath &datapath = plain();
	const Octets reply = turned(datapath, packet());
	const Octets partial = packet().ports(862, 50000)
				       .checksum(Checksum::pseudo)
				       .payload(Frame(reply).payload());

	datapath.expect(Frame(reply).payload(), STAMP_TURNED_PARTIAL);
	datapath.set_time(golden::t3_ns);
	const Run out = datapath.run(Program::refl_out, partial);

	CHECK(out.verdict == STAMP_V_STAMPED);
	CHECK(Frame(out.out).stamp().t3 == golden::t3_ntp);
	CHECK(Frame(out.out).udp_checksum() == Frame(partial).udp_checksum());
}

TEST_CASE("a reply that never came to egress is counted when the next one is made") {
	for (const Setup &setup : {Setup(), auth_setup(), tlv_setup()}) {
		Datapath datapath = reflector(setup);
		const Octets request = packet().payload(
			setup.cfg.authenticated ? golden::auth_request() : golden::request());

		CHECK(!datapath.run(Program::refl_in, request).found_unstamped);
		const Run second = datapath.run(Program::refl_in, request);

		CHECK(second.found_unstamped);
		CHECK(second.verdict == STAMP_V_REFLECTED);
		CHECK(datapath.run(Program::refl_out, second.out).verdict == STAMP_V_STAMPED);
		CHECK(!datapath.run(Program::refl_in, request).found_unstamped);
	}
}

TEST_CASE("nobody gets a signature without a request that ingress has just answered") {
	Datapath datapath = reflector(auth_setup());
	const Octets request = packet().payload(golden::auth_request());
	const Octets reply = turned(datapath, request);

	for (const std::uint32_t mark : {0u, 0x57a40000u, 0xffffffffu}) {
		check_left_alone(datapath, reply, mark, made_here);
		check_left_alone(datapath, reply, mark, elsewhere);
	}
	CHECK(datapath.run(Program::refl_out, reply).verdict == STAMP_V_STAMPED);
	check_left_alone(datapath, reply);
	check_left_alone(datapath, packet().ports(862, 50000).payload(Octets(112)));
}

TEST_CASE("what is signed is what ingress made, not what was written over it since") {
	Datapath datapath = reflector(auth_setup());
	const Octets request = packet().payload(golden::auth_request());
	const Octets honest = Frame(datapath.reflect(request)->out).payload();
	const auto is_known_by = [](std::size_t at) { /* number, T3, T2 */
						      return at < 4 || (at >= 16 && at < 24) ||
							     (at >= 32 && at < 40);
	};

	for (std::size_t at = 0; at < 112; at++) {
		if (is_known_by(at))
			continue;
		const Run out = datapath.run(
			Program::refl_out, with_octet(turned(datapath, request), payload_at + at));

		INFO("octet " << at);
		CHECK(out.verdict == STAMP_V_STAMPED);
		CHECK(to_hex(slice(Frame(out.out).payload(), 96, 16)) ==
		      to_hex(slice(honest, 96, 16)));
	}
}

TEST_CASE("a request that is refused after a reply was lost does not take that reply's place") {
	Datapath datapath = reflector(auth_setup());
	const Octets reply = turned(datapath, packet().payload(golden::auth_request()));
	Octets forged = golden::auth_request();

	put16(forged, 70, 0xbad0); /* T1 */
	check_dropped_at_tc(datapath, Program::refl_in, packet().payload(forged), STAMP_V_BAD_HMAC);
	const Run out = datapath.run(Program::refl_out, reply);

	CHECK(out.verdict == STAMP_V_STAMPED);
	CHECK(is_signed(Frame(out.out).payload(), golden::key()));
	CHECK(to_hex(slice(Frame(out.out).payload(), 64, 8)) ==
	      to_hex(slice(golden::auth_request(), 16, 8)));
}

TEST_CASE("R8972-22 R9503-01 Follow-Up names the reply before also when it had another address") {
	Datapath datapath = reflector(stateful(tlv_setup()));
	const Octets frame = request_with(
		from_hex("80090004 c000024d 80070010 00000000 00000000 00000000 00000000"));

	datapath.add_local("192.0.2.77");
	for (std::uint32_t turn = 0; turn < 3; turn++) {
		datapath.set_time(golden::t2_ns + turn * 1000);
		const Octets reply = turned(datapath, frame);
		const Octets tail = slice(Frame(reply).payload(), 44, 28);

		CHECK(Frame(reply).source() == "192.0.2.77");
		CHECK(get32(tail, 12) == (turn ? turn - 1 : 0));
		CHECK(get64(tail, 16) == (turn ? golden::t3_ntp : 0));
		datapath.set_time(golden::t3_ns);
		CHECK(datapath.run(Program::refl_out, reply).verdict == STAMP_V_STAMPED);
	}
}

TEST_CASE("R8972-22 Follow-Up names the reply before to TWAMP Light senders, too") {
	Datapath datapath = reflector(stateful(tlv_setup()));
	Octets payload = golden::request();

	put16(payload, 16, 0x1111); /* no zeros: TWAMP Light */
	append(payload, from_hex("80070010 00000000 00000000 00000000 00000000"));
	for (std::uint32_t turn = 0; turn < 3; turn++) {
		put16(payload, 14, static_cast<std::uint16_t>(turn + 1));
		datapath.set_time(golden::t2_ns + turn * 1000);
		const Octets reply = turned(datapath, packet().payload(payload));
		const Octets tail = slice(Frame(reply).payload(), 44, 20);

		CHECK(get32(tail, 4) == (turn ? turn - 1 : 0));
		CHECK(get64(tail, 8) == (turn ? golden::t3_ntp : 0));
		datapath.set_time(golden::t3_ns);
		CHECK(datapath.run(Program::refl_out, reply).verdict == STAMP_V_STAMPED);
	}
	CHECK(datapath.sessions().size() == 1);
}
