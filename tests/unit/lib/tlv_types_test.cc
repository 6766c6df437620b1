// SPDX-License-Identifier: Apache-2.0
// What each type answers. Location has a file of its own.
#include "unit/lib/tlv_bench.h"

using namespace stamp::test;

namespace {

bool is_reply_source(const TlvBench &bench, const char *address) {
	const stamp_addr addr = tlv_address(address);

	return same_addr(&bench.world.reply_source, &addr);
}

} // namespace

TEST_CASE("R8972-16: Timestamp Information has the registered codes") {
	TlvBench bench;

	bench.world.sync_source = STAMP_SYNC_PTP;
	bench.world.timestamp_in = STAMP_STAMPED_HW;
	bench.world.timestamp_out = STAMP_STAMPED_SW;
	CHECK(bench.reply("80030004 00000000") == plain("00030004 02010202"));
	CHECK(bench.reply("80030009 ffffffff 8063000107") == plain("00030009 02010202 8063000107"));
	CHECK(bench.reply("80030003 000000") == plain("40030003 000000"));
}

TEST_CASE(
	"R8972-17 R8972-19 T-27: DSCP2 and ECN are the request's, DSCP1 stays, the rest is zero") {
	TlvBench bench;

	bench.world.tos = 10 << 2 | 3;
	CHECK(bench.reply("80040004 b8000000") == plain("00040004 b8ac0000"));
	CHECK(bench.world.reply_dscp == 46);
	CHECK(bench.reply("80040004 bbffffff") == plain("00040004 b8ac0000"));
	for (unsigned dscp1 = 0; dscp1 < 64; dscp1++) {
		for (unsigned tos = 0; tos < 256; tos++) {
			bench.world.tos = static_cast<std::uint8_t>(tos);
			const Octets first = {static_cast<std::uint8_t>(dscp1 << 2), 0, 0, 0};
			const unsigned value = get16(bench.reply(tlv(4, first)), 4);

			CHECK(value >> 10 == dscp1);
			CHECK((value >> 4 & 0x3f) == tos >> 2);
			CHECK((value >> 2 & 3) == (tos & 3));
			CHECK((value & 3) == 0);
			CHECK(bench.world.reply_dscp == dscp1);
		}
	}
}

TEST_CASE("R8972-18: a DSCP that policy does not admit: RP, and the DSCP received") {
	TlvBench bench;

	bench.world.dscp_allowed = 1ull << 46 | 1ull << 63 | 1;
	for (unsigned dscp1 = 0; dscp1 < 64; dscp1++) {
		const bool admitted = dscp1 == 46 || dscp1 == 63 || dscp1 == 0;
		bench.world.tos = 10 << 2;
		const Octets first = {static_cast<std::uint8_t>(dscp1 << 2), 0, 0, 0};

		CHECK((bench.reply(tlv(4, first))[5] & 3) == (admitted ? 0 : 1));
		CHECK(bench.world.reply_dscp == (admitted ? dscp1 : 10));
	}
}

TEST_CASE("R8972-18: by default a reply may have the DSCP of its request, or best effort") {
	TlvBench bench;

	bench.world.dscp_allowed = 1;
	bench.world.dscp_own = 1;
	for (unsigned dscp1 = 0; dscp1 < 64; dscp1++) {
		const bool admitted = dscp1 == 10 || dscp1 == 0;
		bench.world.tos = 10 << 2 | 1;
		const Octets first = {static_cast<std::uint8_t>(dscp1 << 2), 0, 0, 0};

		CHECK((bench.reply(tlv(4, first))[5] & 3) == (admitted ? 0 : 1));
		CHECK(bench.world.reply_dscp == (admitted ? dscp1 : 10));
	}
}

TEST_CASE("several Class of Service TLVs: the first decides, RP tells of each what became of it") {
	TlvBench bench;

	bench.world.tos = 0;
	bench.world.dscp_allowed = ~(1ull << 12);
	CHECK(bench.reply("80040004 b8000000 80040004 28000000 80040004 b8000000") ==
	      plain("00040004 b8000000 00040004 28010000 00040004 b8000000"));
	CHECK(bench.world.reply_dscp == 46);
	CHECK(bench.reply("80040004 30000000 80040004 b8000000") ==
	      plain("00040004 30010000 00040004 b8010000"));
	CHECK(bench.world.reply_dscp == 0);
}

TEST_CASE("R8972-20: Direct Measurement: the sender's count stays, ours are filled in") {
	TlvBench bench;

	bench.world.rx = 0xfffffffe;
	bench.world.tx = 0x01020304;
	CHECK(bench.reply("8005000c 0a0b0c0d 55555555 55555555") ==
	      plain("0005000c 0a0b0c0d fffffffe 01020304"));
}

TEST_CASE("R8972-21: Access Report: the two access types are echoed with their Return Code") {
	TlvBench bench;

	CHECK(bench.reply("80060004 10010000") == plain("00060004 10010000"));
	CHECK(bench.reply("80060004 20020000") == plain("00060004 20020000"));
	CHECK(bench.reply("80060004 2fabcdef") == plain("00060004 20ab0000"));
	for (unsigned id = 0; id < 16; id++) {
		if (id == 1 || id == 2)
			continue;
		const Octets value = {static_cast<std::uint8_t>(id << 4 | 5), 1, 2, 3};

		CHECK(bench.reply(tlv(6, value)) == tlv(6, value, 0x80));
		CHECK(bench.world.notes == TLV_NOTE_UNKNOWN);
	}
}

TEST_CASE("R8972-22, T-31: Follow-Up of a stateless reflector is zero, whatever came") {
	TlvBench bench;
	const Octets value = pattern(16);

	bench.world.previous_seq = stamp_swap32(1);
	CHECK(bench.reply(tlv(7, value)) == tlv(7, Octets(16), 0));
}

TEST_CASE("R8972-23: Follow-Up of a stateful one names the previous reply and its T3") {
	TlvBench bench;

	bench.world.has_previous = 1;
	bench.world.previous_seq = stamp_swap32(6);
	bench.world.previous_t3 = {stamp_swap32(0xed003780), stamp_swap32(0x80110a13)};
	bench.world.previous_timestamp = STAMP_STAMPED_SW;
	CHECK(bench.reply("80070010 00000000 00000000 00000000 00ffffff") ==
	      plain("00070010 00000006 ed003780 80110a13 02000000"));
}

TEST_CASE("R8972-24: Follow-Up of another length: M, number and timestamp zero") {
	for (std::size_t length = 0; length < 40; length++) {
		if (length == 16)
			continue;
		TlvBench bench;
		Octets request = tlv(7, pattern(length)), wanted = tlv(7, pattern(length), 0x40);

		bench.world.has_previous = 1;
		bench.world.previous_seq = ~0u;
		append(request, tlv(1, {}));
		append(wanted, tlv(1, {}));
		std::fill_n(wanted.begin() + 4, std::min<std::size_t>(length, 12), 0);
		INFO(length);
		CHECK(bench.reply(request) == wanted);
	}
}

TEST_CASE("R9503-01: Destination Node Address of ours: the reply comes from there") {
	TlvBench bench;

	CHECK(bench.reply("80090004 cb007109") == plain("00090004 cb007109"));
	CHECK(bench.world.has_reply_source == 1);
	CHECK(is_reply_source(bench, "203.0.113.9"));
	TlvBench six;

	six.over_ipv6();
	CHECK(six.reply("80090010 20010db8 00000000 00000000 00000009") ==
	      plain("00090010 20010db8 00000000 00000000 00000009"));
	CHECK(is_reply_source(six, "2001:db8::9"));
}

TEST_CASE("R9503-02: of another node, or of the other family: U, and the usual source") {
	TlvBench bench;

	CHECK(bench.reply("80090004 cb00710a") == plain("80090004 cb00710a"));
	CHECK(bench.reply("80090010 00000000 00000000 0000ffff cb007109") ==
	      plain("80090010 00000000 00000000 0000ffff cb007109"));
	CHECK(bench.world.has_reply_source == 0);
	bench.over_ipv6();
	own({tlv_address("203.0.113.9")});
	CHECK(bench.reply("80090004 cb007109") == plain("80090004 cb007109"));
	CHECK(bench.world.has_reply_source == 0);
}

TEST_CASE("several Destination Node Addresses: the first of ours decides") {
	TlvBench bench;

	own({tlv_address("203.0.113.9"), tlv_address("203.0.113.11")});
	CHECK(bench.reply("80090004 cb00710a 80090004 cb007109 80090004 cb00710b"
			  "80090004 cb007109") ==
	      plain("80090004 cb00710a 00090004 cb007109 80090004 cb00710b 00090004 cb007109"));
	CHECK(is_reply_source(bench, "203.0.113.9"));
}

TEST_CASE("R9503-03: Destination Node Address of any other length than 4 and 16: M") {
	for (std::size_t length = 0; length < 20; length++) {
		TlvBench bench;
		const unsigned flags = length == 4 || length == 16 ? 0x80 : 0x40;
		Octets request = tlv(9, pattern(length)), wanted = tlv(9, pattern(length), flags);

		append(request, tlv(1, {}));
		append(wanted, tlv(1, {}, flags == 0x40 ? 0x80 : 0));
		INFO(length);
		CHECK(bench.reply(request) == wanted);
		CHECK(bench.world.has_reply_source == 0);
	}
}

TEST_CASE("R9534-01: Micro-session ID that is not this member link's: no reply") {
	TlvBench bench;

	bench.world.micro_session = stamp_swap16(0x0102);
	bench.reply("800b0004 00050103 80010000");
	CHECK(bench.world.discard == STAMP_V_NO_SESSION);
	CHECK(bench.answer.walk_steps == 1);
	bench.reply("800b0004 00050201");
	CHECK(bench.world.discard == STAMP_V_NO_SESSION);
	bench.reply("80010000");
	CHECK(bench.world.discard == 0);
}

TEST_CASE("R9534-02: Micro-session ID: the sender's stays, ours is filled in") {
	TlvBench bench;

	bench.world.micro_session = stamp_swap16(0x0102);
	CHECK(bench.reply("800b0004 00050000") == plain("000b0004 00050102"));
	CHECK(bench.reply("800b0004 00050102") == plain("000b0004 00050102"));
	CHECK(bench.world.discard == 0);
}

TEST_CASE("Micro-session ID where none is configured: U, and an answer") {
	TlvBench bench;

	CHECK(bench.reply("800b0004 00050102") == plain("800b0004 00050102"));
	CHECK(bench.world.discard == 0);
}

TEST_CASE("R9534-02: Micro-session ID at no member link: the sender's alone comes back") {
	TlvBench bench;

	CHECK(bench.reply("800b0004 00050000") == plain("000b0004 00050000"));
	CHECK(bench.world.notes == 0);
	CHECK(bench.reply("800b0004 00050007") == plain("800b0004 00050007"));
	CHECK(bench.world.notes == TLV_NOTE_UNKNOWN);
	CHECK(bench.world.discard == 0);
}
