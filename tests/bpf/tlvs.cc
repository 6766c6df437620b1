// SPDX-License-Identifier: Apache-2.0
// TLVs on their way through the whole reflector (RFC 8972, 9503, 9534). What each of them becomes
// is the matter of the unit tests of bpf/lib/tlv; here is what they need the rest for.
#include "bpf/tlv_rows.h"
#include "stamp/tlv_values.h"

using namespace stamp::test;

TEST_CASE("R8972-03 R8972-04 R8972-05 R8972-06 R8972-26 known, unknown, malformed and stray, at "
	  "both hooks alike") {
	const struct {
		const char *request, *reply;
	} rows[] = {
		{"80c80004 01020304", "80c80004 01020304"},
		{"80040005 b8000000", "40040005 b8000000"},
		{"00010002 abcd", "00010002 abcd"},
		{"ff010000 80c80000", "00010000 80c80000"},
		{"80010001 aa 800c0000 80010000 010203", "00010001 aa 800c0000 00010000 010203"},
	};
	Datapath datapath = reflector(tlv_setup());

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

TEST_CASE("R8972-27 R8972-28 T-05 T-06 T-25 zeros are copied, and so is everything where TLVs are "
	  "not processed") {
	Datapath datapath = reflector(tlv_setup()), echo = reflector(Setup());

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
	Datapath datapath = reflector(tlv_setup());

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

TEST_CASE("R9503-06 R9503-07 a Control Code: no reply, which is counted, or one as ever") {
	Setup setup = tlv_setup();

	setup.cfg.return_paths = STAMP_RETURN_NO_REPLY | STAMP_RETURN_SAME_LINK;
	Datapath datapath = reflector(setup);
	const Octets no_reply = request_with(from_hex("800a0008 80010004 00000000"));
	const Octets same_link = from_hex("800a0008 80010004 00000001");

	check_dropped_at_tc(datapath, Program::refl_in, no_reply, STAMP_V_NO_REPLY);
	CHECK(datapath.run(Program::refl_xdp, no_reply).action == XDP_DROP);
	CHECK(to_hex(tail_of_answer(datapath, request_with(same_link))) ==
	      to_hex(from_hex("000a0008 00010004 00000001")));
}

TEST_CASE("R9503-05 R9503-06 without permission a request for no reply gets one, with U") {
	Datapath datapath = reflector(tlv_setup());
	const Octets asked = from_hex("800a0008 80010004 00000000");

	CHECK(to_hex(tail_of_answer(datapath, request_with(asked))) == to_hex(asked));
}

TEST_CASE("R9503-06 a session counts what it does not answer, and takes no number for it") {
	Setup setup = stateful(tlv_setup());

	setup.cfg.return_paths = STAMP_RETURN_NO_REPLY;
	Datapath datapath = reflector(setup);
	const Octets no_reply = request_with(from_hex("800a0008 80010004 00000000"));

	for (int i = 0; i < 3; i++)
		check_dropped_at_tc(datapath, Program::refl_in, no_reply, STAMP_V_NO_REPLY);
	const Octets answer = tail_of_answer(
		datapath, request_with(from_hex("8005000c 00000005 00000000 00000000")));

	CHECK(get32(answer, 8) == 4);
	CHECK(get32(answer, 12) == 1);
}

TEST_CASE(
	"R8972-20 Direct Measurement counts the session, or the source of a stateless reflector") {
	const Octets frame = request_with(from_hex("8005000c 00000005 00000000 00000000"));
	Datapath stateless = reflector(tlv_setup()), counting = reflector(stateful(tlv_setup()));

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

TEST_CASE("R8972-22 R8972-23 T-31 Follow-Up names the reply before and when it really left") {
	const Octets frame = request_with(from_hex("80070010 00000000 00000000 00000000 00000000"));
	Datapath stateless = reflector(tlv_setup()), counting = reflector(stateful(tlv_setup()));
	const std::string nothing =
		to_hex(from_hex("00070010 00000000 00000000 00000000 00000000"));

	for (int turn = 0; turn < 2; turn++)
		CHECK(to_hex(tail_of_answer(stateless, frame)) == nothing);
	const Run in = counting.run(Program::refl_in, frame);

	CHECK(to_hex(slice(Frame(in.out).payload(), 44, 20)) == nothing);
	counting.set_time(golden::t3_ns); /* T3 */
	CHECK(counting.run(Program::refl_out, in.out).verdict == STAMP_V_STAMPED);
	counting.set_time(golden::t3_ns + 5000000);
	CHECK(to_hex(tail_of_answer(counting, frame)) ==
	      to_hex(from_hex("00070010 00000000 ed003780 80110a13 02000000")));
	(void)xdp_answer(counting, frame);
	const Octets next = tail_of_answer(counting, frame);

	CHECK(get32(next, 4) == 2);
	CHECK(get64(next, 8) > golden::t3_ntp);
}

TEST_CASE("what was to be noted of TLVs is counted") {
	Datapath datapath = reflector(tlv_setup());

	(void)tail_of_answer(datapath, request_with(from_hex("80c80000")));
	(void)tail_of_answer(datapath, request_with(from_hex("80040005 b8000000")));
	(void)tail_of_answer(datapath, request_with(from_hex("80010000 01")));
	CHECK(datapath.noted(STAMP_TLV_NOTE_UNKNOWN) == 1);
	CHECK(datapath.noted(STAMP_TLV_NOTE_MALFORMED) == 1);
	CHECK(datapath.noted(STAMP_TLV_NOTE_INTEGRITY) == 0);
	CHECK(datapath.noted(STAMP_TLV_NOTE_STRAY) == 1);
}
