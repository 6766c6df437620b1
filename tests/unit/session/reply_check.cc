// SPDX-License-Identifier: Apache-2.0
// Which replies are of this run: what they echo is what was sent.
#include "session/reply_check.h"

#include "render/names.h"
#include "support/catch.h"
#include "unit/session/rig.h"

using namespace stamp;
using namespace stamp::session;
using namespace stamp::session::test;

namespace {

using Why = std::optional<stamp_unexpected>;

const Asked asked{true, true, sent_in(wire_clock(), golden_t1)};

wire::Reply golden_reply() {
	return *wire::decode_reply(golden::reply_ntp(), 44);
}

std::uint64_t count(const stats::Summary &s, const std::string &reason) {
	for (const auto &[name, n] : render::named_unexpected(s.unexpected_reasons))
		if (name == reason)
			return n;
	return ~std::uint64_t{0};
}

} // namespace

TEST_CASE("a reply that echoes what was sent is of this run, with or without its SSID") {
	wire::Reply reply = golden_reply();
	CHECK(why_unexpected(reply, asked, 0x1234) == Why());
	reply.ssid = 0;
	CHECK(why_unexpected(reply, asked, 0x1234) == Why());
	reply.ssid = 0x1235;
	CHECK(why_unexpected(reply, asked, 0x1234) == STAMP_U_WRONG_SSID);
}

TEST_CASE("every bit of the T1 and Error Estimate that come back counts") {
	for (int bit = 0; bit < 32; bit++) {
		wire::Reply seconds = golden_reply(), fraction = golden_reply();
		seconds.t1.raw.sec ^= 1u << bit;
		fraction.t1.raw.frac ^= 1u << bit;
		CHECK(why_unexpected(seconds, asked, 0x1234) == STAMP_U_FOREIGN_T1);
		CHECK(why_unexpected(fraction, asked, 0x1234) == STAMP_U_FOREIGN_T1);
	}
	for (int bit = 0; bit < 16; bit++) {
		wire::Reply error = golden_reply();
		error.sender_error_bits =
			static_cast<std::uint16_t>(error.sender_error_bits ^ 1 << bit);
		CHECK(why_unexpected(error, asked, 0x1234) == STAMP_U_FOREIGN_ERROR);
	}
}

TEST_CASE("a reflector may leave the Error Estimate of the request out, but not change it") {
	wire::Reply reply = golden_reply();
	reply.sender_error_bits = 0;
	CHECK(why_unexpected(reply, asked, 0x1234) == Why());
	reply.t1.raw.frac ^= 1;
	CHECK(why_unexpected(reply, asked, 0x1234) == STAMP_U_FOREIGN_T1);
}

TEST_CASE("a request that was not stamped left without T1, and its reply has none") {
	const Asked unstamped{true, true, std::nullopt};
	wire::Reply reply = golden_reply();
	CHECK(why_unexpected(reply, unstamped, 0x1234) == STAMP_U_FOREIGN_T1);
	reply.t1.raw = {};
	CHECK(why_unexpected(reply, unstamped, 0x1234) == Why());
}

TEST_CASE("of a request long ago nothing is known, of one that never was there is no reply") {
	const wire::Reply reply = golden_reply();
	CHECK(why_unexpected(reply, {true, false, std::nullopt}, 0x1234) == Why());
	CHECK(why_unexpected(reply, {false, false, std::nullopt}, 0x1234) ==
	      STAMP_U_UNKNOWN_NUMBER);
}

TEST_CASE("the run before on the same port, without an SSID: nothing of it is counted") {
	Rig rig{0};
	rig.send(3);
	for (const std::uint32_t seq : {0u, 1u, 2u}) {
		Reply old = rig.answer(seq);
		old.ssid = 0;
		old.echoed_t1 -= 10s;
		rig.take(old.octets(), rig.t1[seq] + 100us);
		CHECK(rig.packets.empty());
	}
	for (const std::uint32_t seq : {0u, 1u, 2u}) {
		Reply reply = rig.answer(seq);
		reply.ssid = 0;
		rig.take(reply);
	}
	const auto s = rig.summary();
	CHECK(s.received == 3);
	CHECK(s.duplicate == 0);
	CHECK(about(s.rtt.min, 350us));
	CHECK(about(s.rtt.max, 350us));
	CHECK(s.unexpected == 3);
	CHECK(count(s, "foreign_t1") == 3);
	CHECK(rig.warnings.empty());
}

TEST_CASE("a foreign reply to a number that is answered already is no duplicate") {
	Rig rig;
	rig.send(1);
	rig.take(0);
	Reply old = rig.answer(0);
	old.echoed_t1 += 1ns;
	rig.take(old);
	CHECK(rig.summary().duplicate == 0);
	CHECK(count(rig.summary(), "foreign_t1") == 1);
}

TEST_CASE("T1 in PTP is compared with the TAI offset that it left with") {
	Rig rig;
	rig.clock = wire_clock(STAMP_FORMAT_PTP, 36);
	rig.send(1);
	const Sent left = *rig.stamped(0);
	rig.clock = wire_clock(STAMP_FORMAT_PTP, 37); // it is set while the packet is under way
	Octets reply = rig.answer(0).octets();
	stamp::test::put32(reply, 28, left.wire_t1.sec);
	stamp::test::put32(reply, 32, left.wire_t1.frac);
	stamp::test::put16(reply, 36, left.error_bits);
	rig.measurement.reply(record(reply, rig.t1[0] + 360us), rig.clock,
			      [&](auto) { return std::optional(left); });
	CHECK(rig.summary().received == 1);
	CHECK(rig.summary().unexpected == 0);
}

TEST_CASE("each reason for a packet to be unexpected has its count") {
	Rig rig;
	rig.send(1);
	rig.take(Octets(37), golden_t1);
	Reply other_ssid = rig.answer(0), other_number = rig.answer(0), other_error = rig.answer(0);
	other_ssid.ssid = 1;
	other_number.sender_seq = 9;
	rig.take(other_ssid);
	rig.take(other_number);
	Octets error = other_error.octets();
	error[37] ^= 1;
	rig.take(error, golden_t1 + 360us);
	const auto s = rig.summary();
	CHECK(s.unexpected == 4);
	for (const char *reason :
	     {"too_short", "wrong_ssid", "unknown_number", "foreign_error_estimate"})
		CHECK(count(s, reason) == 1);
	for (const char *reason : {"other_address", "bad_checksum", "other_mode", "own_request",
				   "foreign_t1", "other_link"})
		CHECK(count(s, reason) == 0);
}

TEST_CASE("an authenticated reply in a run without keys is of the other mode, and reported once") {
	Rig rig;
	rig.send(1);
	Octets reply(112); // RFC 8762 4.3.2: T3, T2 and T1 are at 16, 32 and 64
	for (const std::size_t at : {16u, 32u, 64u})
		stamp::test::put32(reply, at, 0xed003780);
	stamp::test::put16(reply, 24, golden::error_ntp);
	for (int i = 0; i < 2; i++)
		rig.take(reply, golden_t1 + 360us);
	CHECK(count(rig.summary(), "other_mode") == 2);
	CHECK(rig.warnings == std::vector<std::string>{"other_mode"});
	Octets padded = rig.answer(0).octets(); // a plain reply of that length is none
	padded.resize(112);
	rig.take(padded, golden_t1 + 360us);
	CHECK(rig.summary().received == 1);
}
