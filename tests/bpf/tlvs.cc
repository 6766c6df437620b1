// SPDX-License-Identifier: Apache-2.0
// TLVs on their way through the whole reflector (RFC 8972, 9503, 9534). What each of them becomes
// is the matter of the unit tests of bpf/lib/tlv; here is what they need the rest for.
#include "bpf/auth_rows.h"
#include "bpf/lib/tlv/state.h"

using namespace stamp::test;

namespace {

Setup tlv_setup() {
	Setup setup;

	setup.cfg.process_tlvs = 1;
	setup.cfg.dscp_allowed = ~0ull;
	return setup;
}

Setup stateful(Setup setup) {
	setup.cfg.max_sessions = 4;
	setup.cfg.session_timeout_ns = 1000000000;
	return setup;
}

Datapath reflector(const Setup &setup = tlv_setup()) {
	auto datapath = Datapath::load(setup);

	REQUIRE(datapath);
	if (setup.cfg.has_keys)
		datapath->set_keys(STAMP_ANY_SSID, {golden::key()});
	return *std::move(datapath);
}

Octets with_tail(Octets payload, const Octets &tail) {
	append(payload, tail);
	return payload;
}

// What is behind the base packet, after both programs; XDP must give the same frame.
Octets tail_of_answer(Datapath &datapath, const Octets &frame, std::size_t base = 44) {
	const Run in = datapath.run(Program::refl_in, frame);

	INFO("verdict " << in.verdict);
	REQUIRE(in.action == redirected);
	const Run out = datapath.run(Program::refl_out, in.out, in.mark);
	const Frame reply(out.out);

	REQUIRE(out.verdict == STAMP_V_STAMPED);
	CHECK(reply.udp_checksum_is_valid());
	CHECK(reply.ip_checksum_is_valid());
	CHECK(reply.lengths_agree());
	return slice(reply.payload(), base, reply.payload().size() - base);
}

Octets xdp_answer(Datapath &datapath, const Octets &frame) {
	const Run run = datapath.run(Program::refl_xdp, frame);

	REQUIRE(run.action == XDP_TX);
	return run.out;
}

Packet request_with(const Octets &tail) {
	return packet().payload(with_tail(golden::request(), tail));
}

} // namespace

TEST_CASE("R8972-07 R8972-10 R8972-17 the signed TLVs of the vectors, in an unauthenticated "
	  "session") {
	Setup setup = stateful(tlv_setup());

	setup.cfg.has_keys = 1;
	for (const auto &family : {packet().ipv4(), packet().ipv6()}) {
		Datapath datapath = reflector(setup);
		const Octets frame = Packet(family)
					     .tos(46 << 2 | 1)
					     .payload(with_tail(golden::request(),
								golden::signed_request_tlvs()));

		(void)tail_of_answer(datapath, frame);
		datapath.set_replies_sent(7);
		CHECK(to_hex(tail_of_answer(datapath, frame)) ==
		      to_hex(golden::signed_reply_tlvs()));
		datapath.set_replies_sent(7);
		const Frame reply(xdp_answer(datapath, frame));

		CHECK(to_hex(slice(reply.payload(), 44, 36)) ==
		      to_hex(golden::signed_reply_tlvs()));
		CHECK(reply.udp_checksum_is_valid());
	}
}

TEST_CASE("R8972-08 R8972-11 a wrong HMAC: every TLV comes back with I, the base reply is normal") {
	Setup setup = tlv_setup();

	setup.cfg.has_keys = 1;
	Datapath datapath = reflector(setup);
	Octets tail = golden::signed_request_tlvs();

	tail[27] ^= 1;
	CHECK(to_hex(tail_of_answer(datapath, request_with(tail))) ==
	      to_hex(from_hex("20040004 b8000000 20080010 b6ba3e74 ddb7a04b b4b142f7 0c11b7b4"
			      "20010004 deadbeef")));
	CHECK(datapath.noted(2) == 1);
}

TEST_CASE("R8972-10 TLVs of any length are verified and signed in full") {
	for (bool authenticated : {false, true}) {
		Setup setup = tlv_setup();

		setup.cfg.has_keys = 1;
		setup.cfg.authenticated = authenticated;
		Datapath datapath = reflector(setup);
		const Octets base = authenticated ? golden::auth_request() : golden::request();

		for (std::size_t size : {0, 1, 35, 36, 51, 52, 55, 56, 57, 119, 120, 700, 1200}) {
			Octets tail = from_hex("80010000");

			put16(tail, 2, static_cast<std::uint16_t>(size));
			append(tail, pattern(size));
			const std::size_t covered = tail.size();

			append(tail, from_hex("80080010"));
			append(tail,
			       tlv_tag(slice(base, 0, 4), slice(tail, 0, covered), golden::key()));
			INFO("padding of " << size << ", authenticated " << authenticated);
			const Octets answer = tail_of_answer(
				datapath, packet().payload(with_tail(base, tail)), base.size());

			CHECK(answer[0] == 0);
			CHECK(get32(answer, covered) == 0x00080010);
			CHECK(to_hex(slice(answer, covered + 4, 16)) ==
			      to_hex(tlv_tag(slice(base, 0, 4), slice(answer, 0, covered),
					     golden::key())));
		}
	}
}

TEST_CASE("S8972-09 in an authenticated session TLVs without an HMAC are not trusted") {
	Setup setup = tlv_setup();

	setup.cfg.has_keys = 1;
	setup.cfg.authenticated = 1;
	Datapath datapath = reflector(setup);
	const auto answer = [&](const char *tail) {
		return to_hex(tail_of_answer(
			datapath,
			packet().payload(with_tail(golden::auth_request(), from_hex(tail))), 112));
	};

	CHECK(answer("80040004 b8000000") == to_hex(from_hex("20040004 b8000000")));
	CHECK(answer("80010004 deadbeef") == to_hex(from_hex("00010004 deadbeef")));
}

TEST_CASE("R8972-03..06 R8972-26 known, unknown, malformed and stray, at both hooks alike") {
	const struct {
		const char *request, *reply;
	} rows[] = {
		{"80c80004 01020304", "80c80004 01020304"},
		{"80040005 b8000000", "40040005 b8000000"},
		{"00010002 abcd", "00010002 abcd"},
		{"ff010000 80c80000", "00010000 80c80000"},
		{"80010001 aa 800c0000 80010000 010203", "00010001 aa 800c0000 00010000 010203"},
	};
	Datapath datapath = reflector();

	for (const auto &row : rows) {
		for (const auto &family : {packet().ipv4(), packet().ipv6(), packet().vlan(5)}) {
			const Octets frame = Packet(family).payload(
				with_tail(golden::request(), from_hex(row.request)));

			INFO(row.request);
			CHECK(to_hex(tail_of_answer(datapath, frame)) ==
			      to_hex(from_hex(row.reply)));
			CHECK(to_hex(xdp_answer(datapath, frame)) ==
			      to_hex(datapath.reflect(frame)->out));
		}
	}
}

TEST_CASE("R8972-27 R8972-28 zeros are copied, and so is everything where TLVs are not processed") {
	Datapath datapath = reflector(), echo = reflector(Setup());

	for (std::size_t size : {1, 3, 4, 27, 900})
		CHECK(tail_of_answer(datapath, request_with(Octets(size))) == Octets(size));
	const Octets tail = from_hex("80040004 b8000000 80010000");

	CHECK(tail_of_answer(echo, request_with(tail)) == tail);
}

TEST_CASE("R8972-17 R8972-18 the reply has the DSCP that was asked for, if it is allowed") {
	Setup setup = tlv_setup();

	setup.cfg.dscp_allowed = 1ull << 46;
	Datapath datapath = reflector(setup);

	for (const auto &family : {packet().ipv4(), packet().ipv6()}) {
		const auto tos_of_answer = [&](const char *tail) {
			const Octets frame =
				Packet(family)
					.tos(10 << 2 | 3)
					.payload(with_tail(golden::request(), from_hex(tail)));
			const Frame reply(xdp_answer(datapath, frame));

			CHECK(Frame(datapath.reflect(frame)->out).tos() == reply.tos());
			CHECK(reply.ip_checksum_is_valid());
			return reply.tos();
		};

		CHECK(tos_of_answer("80040004 b8000000") == 46 << 2);
		CHECK(tos_of_answer("80040004 28000000") == 10 << 2); /* refused: as it came */
		CHECK(tos_of_answer("80010000") == 10 << 2);
	}
}

TEST_CASE("R9503-01 R9503-02 an address of ours in TLV 9 is where the reply comes from") {
	Datapath datapath = reflector();

	datapath.add_local("192.0.2.77");
	datapath.add_local("192.0.2.255", STAMP_LOCAL_BROADCAST);
	datapath.add_local("2001:db8::77");
	const auto source = [&](Packet family, const char *tail, bool taken) {
		const Octets frame = family.payload(with_tail(golden::request(), from_hex(tail)));
		const Frame reply(datapath.reflect(frame)->out);

		CHECK(reply.udp_checksum_is_valid());
		CHECK(reply.payload()[44] == (taken ? 0 : 0x80));
		CHECK(to_hex(xdp_answer(datapath, frame)) == to_hex(reply.octets()));
		return reply.source();
	};

	CHECK(source(packet().ipv4(), "80090004 c000024d", true) == "192.0.2.77");
	CHECK(source(packet().ipv4(), "80090004 c000024e", false) == "192.0.2.2");
	CHECK(source(packet().ipv4(), "80090004 c00002ff", false) == "192.0.2.2");
	CHECK(source(packet().ipv6(), "80090010 20010db8000000000000000000000077", true) ==
	      "2001:db8::77");
}

TEST_CASE("R9534-01 R9534-02 a request for another member link is discarded, ours is answered") {
	Setup setup = tlv_setup();

	setup.cfg.micro_session = stamp_swap16(7);
	Datapath datapath = reflector(setup);

	const Octets other = request_with(from_hex("800b0004 00050008"));

	check_dropped_at_tc(datapath, Program::refl_in, other, STAMP_V_NO_SESSION);
	CHECK(datapath.run(Program::refl_xdp, other).action == XDP_DROP);
	for (const char *tail : {"800b0004 00050007", "800b0004 00050000"})
		CHECK(to_hex(tail_of_answer(datapath, request_with(from_hex(tail)))) ==
		      to_hex(from_hex("000b0004 00050007")));
}

TEST_CASE(
	"R8972-20 Direct Measurement counts the session, or the source of a stateless reflector") {
	const Octets frame = request_with(from_hex("8005000c 00000005 00000000 00000000"));
	Datapath stateless = reflector(), counting = reflector(stateful(tlv_setup()));

	for (std::uint32_t turn = 1; turn <= 3; turn++) {
		for (Datapath *datapath : {&stateless, &counting}) {
			const Octets answer = tail_of_answer(*datapath, frame);

			CHECK(get32(answer, 0) == 0x0005000c);
			CHECK(get32(answer, 4) == 5);
			CHECK(get32(answer, 8) == turn);
			CHECK(get32(answer, 12) == turn);
		}
	}
}

TEST_CASE("R8972-22 R8972-23 Follow-Up names the reply before and when it really left") {
	const Octets frame = request_with(from_hex("80070010 00000000 00000000 00000000 00000000"));
	Datapath stateless = reflector(), counting = reflector(stateful(tlv_setup()));
	const std::string nothing =
		to_hex(from_hex("00070010 00000000 00000000 00000000 00000000"));

	for (int turn = 0; turn < 2; turn++)
		CHECK(to_hex(tail_of_answer(stateless, frame)) == nothing);
	const Run in = counting.run(Program::refl_in, frame);

	CHECK(to_hex(slice(Frame(in.out).payload(), 44, 20)) == nothing);
	counting.set_time(golden::t3_ns); /* T3 */
	CHECK(counting.run(Program::refl_out, in.out, in.mark).verdict == STAMP_V_STAMPED);
	counting.set_time(golden::t3_ns + 5000000);
	CHECK(to_hex(tail_of_answer(counting, frame)) ==
	      to_hex(from_hex("00070010 00000000 ed003780 80110a13 02000000")));
	(void)xdp_answer(counting, frame);
	const Octets next = tail_of_answer(counting, frame);

	CHECK(get32(next, 4) == 2);
	CHECK(get64(next, 8) > golden::t3_ntp);
}

TEST_CASE("what was to be noted of TLVs is counted") {
	Datapath datapath = reflector();

	(void)tail_of_answer(datapath, request_with(from_hex("80c80000")));
	(void)tail_of_answer(datapath, request_with(from_hex("80040005 b8000000")));
	(void)tail_of_answer(datapath, request_with(from_hex("80010000 01")));
	CHECK(datapath.noted(0) == 1);
	CHECK(datapath.noted(1) == 1);
	CHECK(datapath.noted(2) == 0);
	CHECK(datapath.noted(3) == 1);
}
