// SPDX-License-Identifier: Apache-2.0
// The walk itself: flags, types that are unknown, lengths that are wrong, and how it ends.
#include "unit/lib/tlv_bench.h"

using namespace stamp::test;

TEST_CASE("no TLV: nothing to do") {
	TlvBench bench;

	CHECK(bench.reply("").empty());
	CHECK(bench.world.notes == 0);
	CHECK(bench.answer.scan.count == 0);
	CHECK(bench.world.reply_dscp == 46);
	CHECK(bench.world.sign_at == 0);
}

TEST_CASE("R8972-03 R8972-25 R8972-30 T-28: flags of a TLV that is understood are written, not "
	  "ORed") {
	for (unsigned flags = 0; flags < 256; flags++) {
		TlvBench bench;
		const Octets after = bench.reply(tlv(1, {1, 2, 3}, flags));

		CHECK(to_hex(after) == plain("00010003 010203"));
		CHECK(bench.world.notes == 0);
	}
}

TEST_CASE("every type of the table is understood at its least length, but for the HMAC TLV without "
	  "a key, and what is not enabled") {
	const struct {
		unsigned type;
		std::size_t least, most;
	} rows[] = {
#define X(code, name, number, least, most, rfc) {number, least, most},
		STAMP_TLVS(X)
#undef X
	};

	for (const auto &row : rows) {
		TlvBench bench;
		bench.world.micro_session = stamp_swap16(7);
		own({tlv_address("0.0.0.0")}); // what the octets below say
		const Octets value(row.least, row.type == 6 ? 0x10 : 0);

		INFO("type " << row.type);
		CHECK(bench.reply(tlv(row.type, value))[0] ==
		      (row.type == 8 || row.type == 10 || row.type == 12 ? 0x80 : 0x00));
		if (row.least)
			CHECK(bench.reply(tlv(row.type, Octets(row.least - 1)))[0] ==
			      (row.type == 8 || row.type == 12 ? 0x80 : 0x40));
		if (row.most < 65535)
			CHECK(bench.reply(tlv(row.type, Octets(row.most + 1)))[0] ==
			      (row.type == 8 ? 0x80 : 0x40));
	}
}

TEST_CASE("R8972-04 T-37: an unknown TLV is copied with U, and the next one is still answered") {
	TlvBench bench;

	CHECK(bench.reply("80c80004 01020304") == plain("80c80004 01020304"));
	CHECK(bench.world.notes == TLV_NOTE_UNKNOWN);
	for (unsigned type : {0, 12, 13, 200, 240, 242, 246, 248, 252, 255}) {
		Octets request = tlv(type, {9, 8, 7}, 0x1f);

		append(request, from_hex("80010000"));
		const Octets after = bench.reply(request);

		INFO("type " << type);
		CHECK(slice(after, 0, 7) == tlv(type, {9, 8, 7}, 0x80));
		CHECK(to_hex(slice(after, 7, 4)) == plain("00010000"));
	}
}

TEST_CASE("R9503-05, R10052-01: Return Path and Reflected Test Packet Control come back with U") {
	TlvBench bench;

	CHECK(bench.reply("800a0008 00010004 00000000 800c000c 05dc0002 00000000 00000000"
			  "80010000") ==
	      plain("800a0008 00010004 00000000 800c000c 05dc0002 00000000 00000000 00010000"));
	CHECK(bench.world.discard == 0);
}

TEST_CASE("R8972-05: a malformed TLV ends the walk, what is behind it stays octet by octet") {
	TlvBench bench;

	CHECK(bench.reply("80010000 80040003 b80000 80040004 b8000000 ff") ==
	      plain("00010000 40040003 b80000 80040004 b8000000 ff"));
	CHECK(bench.world.notes == TLV_NOTE_MALFORMED);
	CHECK(bench.world.reply_dscp == 46);
	CHECK(bench.reply("80040005 b8000000") == plain("40040005 b8000000"));
}

TEST_CASE("R8972-06: a length beyond the packet: M, of an unknown type U too") {
	for (unsigned type = 0; type < 256; type++) {
		for (std::size_t length : {5, 4096, 65535}) {
			TlvBench bench;
			Octets request = tlv(type, {0xde, 0xad, 0xbe, 0xef});

			put16(request, 2, static_cast<std::uint16_t>(length));
			Octets wanted = request;

			wanted[0] = type == 8 || !type || type > 11 ? 0xc0 : 0x40;
			INFO("type " << type << ", length " << length);
			CHECK(bench.reply(request) == wanted);
			CHECK(bench.world.notes ==
			      (TLV_NOTE_MALFORMED | (wanted[0] & 0x80 ? TLV_NOTE_UNKNOWN : 0)));
		}
	}
}

TEST_CASE("T-41: octets of the frame behind the payload are no TLVs") {
	TlvBench bench;

	bench.behind = from_hex("80040004 b8000000 80010000 80010000");
	CHECK(bench.reply("80010000") == plain("00010000"));
	CHECK(bench.reply("80040004 b8") == plain("40040004 b8"));
	CHECK(bench.reply("80c80008 01020304") == plain("c0c80008 01020304"));
	bench.setting.has_keys = true; // nor is an HMAC TLV that ends there, nor what follows it
	CHECK(bench.reply("80080010 0102030405060708") == plain("60080010 0102030405060708"));
	bench.behind.assign(16, 0x80);
	CHECK(bench.reply("00000000 000000") == plain("00000000 000000"));
}

TEST_CASE("R8972-12: Extra Padding comes back unchanged, as often as it likes") {
	TlvBench bench;

	CHECK(bench.reply("80010000 80010005 0102030405 80010001 ff 80010000") ==
	      plain("00010000 00010005 0102030405 00010001 ff 00010000"));
	Octets longest = tlv(1, pattern(1400));

	longest[0] = 0;
	CHECK(bench.reply(tlv(1, pattern(1400))) == longest);
}

TEST_CASE("R8972-26: one to three stray octets are copied and reported") {
	for (std::size_t stray = 1; stray <= 3; stray++) {
		TlvBench bench;
		const Octets rest(stray, 0x80);
		Octets request = tlv(1, {1}), wanted = tlv(1, {1}, 0);

		append(request, rest);
		append(wanted, rest);
		CHECK(bench.reply(request) == wanted);
		CHECK(bench.world.notes == TLV_NOTE_STRAY);
		CHECK(bench.reply(rest) == rest);
		CHECK(bench.world.notes == TLV_NOTE_STRAY);
	}
}

TEST_CASE("R8972-27, T-05: a tail of zeros is padding of TWAMP and stays as it is") {
	for (std::size_t size : {1, 3, 4, 5, 27, 64, 1428}) {
		TlvBench bench;

		CHECK(bench.reply(Octets(size)) == Octets(size));
		CHECK(bench.world.notes == (size < 4 ? +TLV_NOTE_STRAY : 0));
		CHECK(bench.answer.scan_steps == 1);
	}
}

TEST_CASE("zeros behind TLVs are padding too, if they last to the end") {
	TlvBench bench;
	Octets request = tlv(4, {0xb8, 0, 0, 0});

	append(request, Octets(101));
	Octets after = bench.reply(request);

	CHECK(to_hex(slice(after, 0, 8)) == plain("00040004 bae40000"));
	CHECK(slice(after, 8, 101) == Octets(101));
	CHECK(bench.world.notes == 0);

	request.back() = 1; // then they are TLVs of a reserved type, and three octets are left
	append(request, {2, 3});
	after = bench.reply(request);
	for (std::size_t at = 8; at + 4 <= 108; at += 4)
		CHECK(to_hex(slice(after, at, 4)) == plain("80000000"));
	CHECK(to_hex(slice(after, 108, 3)) == plain("010203"));
	CHECK(bench.world.notes == (TLV_NOTE_UNKNOWN | TLV_NOTE_STRAY));
}

TEST_CASE("R8972-29: beyond STAMP_MAX_TLVS all is left as it came") {
	for (int count : {+STAMP_MAX_TLVS, STAMP_MAX_TLVS + 1, 365}) {
		TlvBench bench;
		Octets request;

		for (int i = 0; i < count; i++)
			append(request, tlv(1, {}));
		const Octets after = bench.reply(request);

		for (int i = 0; i < count; i++)
			CHECK(after[static_cast<std::size_t>(4 * i)] ==
			      (i < STAMP_MAX_TLVS ? 0x00 : 0x80));
		CHECK(bench.world.notes == (count > STAMP_MAX_TLVS ? +TLV_NOTE_MORE : 0));
		CHECK(bench.answer.scan_steps <= TLV_STEPS);
		CHECK(bench.answer.walk_steps <= TLV_STEPS);
	}
}

TEST_CASE("L-01: whatever the TLVs, only what a type may answer changes, within bounded steps") {
	std::mt19937 random(8972);
	unsigned notes = 0, modes = 0;

	for (int i = 0; i < 20000; i++) {
		TlvBench bench;
		if (random() % 2)
			bench.over_ipv6();
		bench.setting.authenticated = random() % 4 == 0;
		bench.setting.has_keys = bench.setting.authenticated || random() % 2;
		bench.setting.verify = [&](auto...) { return random() % 2 == 0; };
		bench.world.micro_session = static_cast<__be16>(random() % 2 ? 0x0100 : 0);
		bench.world.has_previous = random() % 2;
		const Octets request = random_tlvs(random, 1428), after = bench.reply(request);
		const std::vector<bool> may = may_change(request);

		for (std::size_t at = 0; at < request.size(); at++)
			if (request[at] != after[at] && !may[at])
				FAIL("octet " << at << " of " << to_hex(request) << " became "
					      << to_hex(after));
		REQUIRE(bench.answer.scan_steps <= 2 * TLV_STEPS);
		REQUIRE(bench.answer.walk_steps <= TLV_STEPS);
		if (bench.world.sign_at)
			REQUIRE(bench.world.sign_at == bench.answer.scan.hmac_at);
		notes |= bench.world.notes;
		modes |= 1u << bench.answer.mode;
	}
	CHECK(notes ==
	      (TLV_NOTE_UNKNOWN | TLV_NOTE_MALFORMED | TLV_NOTE_INTEGRITY | TLV_NOTE_STRAY));
	CHECK(modes == 7);
}
