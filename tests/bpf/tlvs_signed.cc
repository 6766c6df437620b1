// SPDX-License-Identifier: Apache-2.0
// HMAC TLVs (RFC 8972 4.8) on their way through the whole reflector.
#include "bpf/tlv_rows.h"

using namespace stamp::test;

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
	CHECK(datapath.noted(STAMP_TLV_NOTE_INTEGRITY) == 1);
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
