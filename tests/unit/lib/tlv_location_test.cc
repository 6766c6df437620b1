// SPDX-License-Identifier: Apache-2.0
// The Location TLV and its sub-TLVs (RFC 8972 4.2).
#include "unit/lib/tlv_bench.h"

using namespace stamp::test;

namespace {

// All three questions.
const char *const asked = "80020038 00000000 80010008 00000000 00000000"
			  "80040010 00000000 00000000 00000000 00000000"
			  "80070010 00000000 00000000 00000000 00000000 80010000";
const std::string ports = "035e8765";
const std::string mac = "00020008 02112233 44550000";
const std::string destination = "00050010 c6336402 00000000 00000000 00000000";
const std::string source = "00080010 c0000201 00000000 00000000 00000000";

std::string answer(const std::string &ports, const std::string &mac, const std::string &destination,
		   const std::string &source) {
	return plain("00020038" + ports + mac + destination + source + "00010000");
}

} // namespace

TEST_CASE("R8972-13, T-29: Location keeps its length; ports and addresses are the request's") {
	TlvBench bench;

	CHECK(bench.reply(asked) == answer(ports, mac, destination, source));
	CHECK(bench.world.notes == 0);
	bench.over_ipv6();
	CHECK(bench.reply(asked) == answer(ports, mac,
					   "00060010 20010db8 00000000 00000000 00000002",
					   "00090010 20010db8 00000000 00000000 00000001"));
}

TEST_CASE("R8972-14: without a MAC address: a EUI-64 of zeros") {
	TlvBench bench;

	bench.world.has_mac = 0;
	CHECK(bench.reply(asked) ==
	      answer(ports, "00030008 00000000 00000000", destination, source));
}

TEST_CASE("R8972-15: policy blanks each field, also where the sender left something") {
	const std::string none = "00000000", no_mac = "00030008 00000000 00000000";
	const std::string no_destination = "00050010 00000000 00000000 00000000 00000000";
	const std::string no_source = "00080010 00000000 00000000 00000000 00000000";
	Octets dirty = from_hex(asked);

	for (std::size_t at : {4, 12, 24, 44}) // in each value
		dirty[at] = 0xff;
	for (unsigned blank = 0; blank < 16; blank++) {
		TlvBench bench;

		bench.world.location_blank = static_cast<__u8>(blank);
		CHECK(to_hex(bench.reply(dirty)) ==
		      answer(blank & STAMP_BLANK_PORTS ? none : ports,
			     blank & STAMP_BLANK_MAC ? no_mac : mac,
			     blank & STAMP_BLANK_DESTINATION ? no_destination : destination,
			     blank & STAMP_BLANK_SOURCE ? no_source : source));
	}
	TlvBench six;

	six.over_ipv6();
	six.world.location_blank = STAMP_BLANK_DESTINATION | STAMP_BLANK_SOURCE;
	CHECK(six.reply(asked) == answer(ports, mac, "00060010 00000000 00000000 00000000 00000000",
					 "00090010 00000000 00000000 00000000 00000000"));
}

TEST_CASE("Location without sub-TLVs, in any order, and several times") {
	TlvBench bench;

	CHECK(bench.reply("80020004 00000000 80010000") == plain("00020004" + ports + "00010000"));
	CHECK(bench.reply("80020024 00000000 80070010 00000000 00000000 00000000 00000000"
			  "80010008 00000000 00000000 80020004 00000000") ==
	      plain("00020024" + ports + source + mac + "00020004" + ports));
	CHECK(bench.reply("80020003 000000 80010000") == plain("40020003 000000 80010000"));
}

TEST_CASE("sub-TLVs that are no question of a sender come back with U, the others are answered") {
	for (unsigned type : {0, 2, 3, 5, 6, 8, 9, 10, 11, 200, 255}) {
		TlvBench bench;
		Octets value(4);

		append(value, tlv(type, {1, 2, 3, 4, 5, 6, 7, 8}, 0x7f));
		append(value, tlv(1, Octets(8), 0x7f));
		const Octets after = bench.reply(tlv(2, value));

		INFO("sub-type " << type);
		CHECK(slice(after, 8, 12) == tlv(type, {1, 2, 3, 4, 5, 6, 7, 8}, 0x80));
		CHECK(to_hex(slice(after, 20, 12)) == plain(mac));
		CHECK(bench.world.notes == TLV_NOTE_UNKNOWN);
	}
}

TEST_CASE("a malformed sub-TLV ends its Location TLV, not the walk") {
	TlvBench bench;
	const std::string rest = "80010008 00000000 00000000 ";

	// A wrong length, one beyond the Location TLV, and the same of an unknown type.
	for (const auto &[sub, wanted] :
	     {std::pair{"80010007 00000000 000000 00", "40010007 00000000 000000 00"},
	      std::pair{"80040008 00000000 00000000", "40040008 00000000 00000000"},
	      std::pair{"80070015 00000000 00000000", "40070015 00000000 00000000"},
	      std::pair{"8001ffff 00000000 00000000", "4001ffff 00000000 00000000"},
	      std::pair{"80c80015 00000000 00000000", "c0c80015 00000000 00000000"}}) {
		INFO(sub);
		CHECK(bench.reply("8002001c 00000000" + (sub + rest) + "80010000") ==
		      plain("0002001c" + ports + wanted + rest + "00010000"));
		CHECK((bench.world.notes & TLV_NOTE_MALFORMED) != 0);
	}
}

TEST_CASE("octets behind the last sub-TLV are copied and reported") {
	TlvBench bench;

	CHECK(bench.reply("80020012 00000000 80010008 00000000 00000000 abcd 80010000") ==
	      plain("00020012" + ports + mac + "abcd 00010000"));
	CHECK(bench.world.notes == TLV_NOTE_STRAY);
	CHECK(bench.reply("80020007 00000000 abcdef 80010000") ==
	      plain("00020007" + ports + "abcdef 00010000"));
	CHECK(bench.world.notes == TLV_NOTE_STRAY);
}

TEST_CASE("a Location TLV beyond the packet is not entered") {
	TlvBench bench;

	CHECK(bench.reply("80020011 00000000 80010008 00000000 00000000") ==
	      plain("40020011 00000000 80010008 00000000 00000000"));
}

TEST_CASE("sub-TLVs count as TLVs: the walk stays bounded") {
	TlvBench bench;
	Octets value(4);

	for (int i = 0; i < 300; i++)
		append(value, tlv(1, Octets(8)));
	const Octets after = bench.reply(tlv(2, value));

	CHECK(bench.answer.walk_steps == TLV_STEPS);
	CHECK(bench.world.notes == TLV_NOTE_MORE);
	CHECK(to_hex(slice(after, 8 + 12 * (STAMP_MAX_TLVS - 2), 12)) == plain(mac));
	CHECK(slice(after, 8 + 12 * (STAMP_MAX_TLVS - 1), 12) == tlv(1, Octets(8)));
}
