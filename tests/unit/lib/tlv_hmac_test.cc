// SPDX-License-Identifier: Apache-2.0
// What is verified, what follows from it, and what is signed (RFC 8972 4.8).
#include <map>

#include "unit/lib/tlv_bench.h"

using namespace stamp::test;

namespace {

const char *const asked = "80040004 b8000000 80080010 b6ba3e74 ddb7a04b b4b142f7 0c11b7b5 80010004"
			  "deadbeef";

// The two texts of the golden vectors and their HMACs under the key 00 01 .. 1f.
std::string hmac_of(const std::string &text) {
	const std::map<std::string, std::string> known = {
		{plain("00000001 80040004 b8000000"), plain("b6ba3e74 ddb7a04b b4b142f7 0c11b7b5")},
		{plain("00000007 00040004 bae40000"), plain("ba678760 0b155bec 49902f43 7f549af6")},
	};
	const auto found = known.find(plain(text));

	return found == known.end() ? "" : found->second;
}

// A bench with keys that verifies the HMAC of the request with number 1.
TlvBench keyed(bool authenticated = false) {
	TlvBench bench;

	bench.setting.authenticated = authenticated;
	bench.setting.has_keys = true;
	bench.setting.verify = [](const std::uint8_t *first, const std::uint8_t *hmac) {
		return hmac_of(plain("00000001") + to_hex({first, hmac})) ==
		       to_hex({hmac + 4, hmac + 20});
	};
	return bench;
}

// A bench whose HMAC is always good, or always bad.
TlvBench judging(bool verdict, bool authenticated = false) {
	TlvBench bench = keyed(authenticated);

	bench.setting.verify = [verdict](auto...) { return verdict; };
	return bench;
}

const std::string hmac = "80080010 00112233 44556677 8899aabb ccddeeff ";
const std::string hmac_failed = "20080010 00112233 44556677 8899aabb ccddeeff ";

} // namespace

TEST_CASE("R8972-07 R8972-10 T-30 golden: verified, answered, and signed over the answer") {
	for (bool authenticated : {false, true}) {
		TlvBench bench = keyed(authenticated);
		Octets after = bench.reply(from_hex(asked));

		CHECK(bench.answer.mode == TLV_MODE_GOOD);
		REQUIRE(bench.world.sign_at == STAMP_BASE_OCTETS + 8);
		// The program signs: number 7 of the reply, then the TLVs before the HMAC TLV.
		const Octets mac =
			from_hex(hmac_of(plain("00000007") + to_hex(slice(after, 0, 8))));

		REQUIRE(mac.size() == 16);
		std::copy(mac.begin(), mac.end(), after.begin() + 12);
		CHECK(to_hex(after) == plain("00040004 bae40000 00080010 ba678760 0b155bec 49902f43"
					     "7f549af6 00010004 deadbeef"));
		CHECK(bench.world.reply_dscp == 46);
	}
}

TEST_CASE("R8972-08 R8972-11 T-30 golden: not verified: all copied with I, nothing signed, no "
	  "effect") {
	TlvBench bench = keyed();

	bench.world.tos = 10 << 2;
	CHECK(bench.reply("80040004 b8000000 80080010 b6ba3e74 ddb7a04b b4b142f7 0c11b7b4 80010004"
			  "deadbeef") ==
	      plain("20040004 b8000000 20080010 b6ba3e74 ddb7a04b b4b142f7 0c11b7b4 20010004"
		    "deadbeef"));
	CHECK(bench.answer.mode == TLV_MODE_FAILED);
	CHECK(bench.world.sign_at == 0);
	CHECK(bench.world.reply_dscp == 10);
	CHECK(bench.world.notes == TLV_NOTE_INTEGRITY);
}

TEST_CASE("R8972-07: without a good HMAC no TLV of any type has an effect") {
	TlvBench bench = judging(false);

	bench.world.micro_session = stamp_swap16(7);
	bench.world.return_paths = STAMP_RETURN_NO_REPLY;
	CHECK(bench.reply("80090004 cb007109 800b0004 00010002 80020010 00000000 80010008 00000000"
			  "00000000 ff07000f " +
			  std::string(30, '5') + "80c80001 01 800c0000 800a0008 80010004 00000000" +
			  hmac) ==
	      plain("20090004 cb007109 200b0004 00010002 20020010 00000000 80010008 00000000"
		    "00000000 6007000f " +
		    std::string(30, '5') + "a0c80001 01 a00c0000 200a0008 80010004 00000000" +
		    hmac_failed));
	CHECK(bench.world.discard == 0);
	CHECK(bench.world.has_reply_source == 0);
}

TEST_CASE("a length beyond the packet gets M and I, and ends the walk") {
	TlvBench bench = judging(true, true);

	CHECK(bench.reply("80040005 b8000000") == plain("60040005 b8000000"));
	CHECK(bench.reply("80c80005 b8000000") == plain("e0c80005 b8000000"));
	bench = judging(false);
	CHECK(bench.reply(hmac + "80010005 b8000000") == plain(hmac_failed + "60010005 b8000000"));
	bench = judging(true); // padding is not covered
	CHECK(bench.reply(hmac + "80010005 b8000000") ==
	      plain("00080010 00112233 44556677 8899aabb ccddeeff 40010005 b8000000"));
	CHECK(bench.world.sign_at == STAMP_BASE_OCTETS);
}

TEST_CASE("R8972-09: any TLV but Extra Padding behind the HMAC TLV is as a failed HMAC") {
	for (const auto &[behind, failed] :
	     {std::pair{"80040004 b8000000", "20040004 b8000000"},
	      std::pair{"80c80000", "a0c80000"}, std::pair{"80000001 01", "a0000001 01"}}) {
		TlvBench bench = judging(true);

		CHECK(bench.reply(hmac + behind) == plain(hmac_failed + failed));
		CHECK(bench.answer.mode == TLV_MODE_FAILED);
	}
	TlvBench bench = judging(true);

	CHECK(bench.reply(hmac + hmac) == plain(hmac_failed + hmac_failed));
	CHECK(bench.reply(hmac + "80010000 80010001 55 80040004 b8000000") ==
	      plain(hmac_failed + "20010000 20010001 55 20040004 b8000000"));
}

TEST_CASE("an HMAC TLV of another length than 16: M and I, all others I") {
	TlvBench bench = judging(true);

	CHECK(bench.reply("80040004 b8000000 80080004 01020304 80010000") ==
	      plain("20040004 b8000000 60080004 01020304 20010000"));
	CHECK(tlv_to_verify(&bench.answer.scan, 1) == 0);
	CHECK(bench.reply("80040004 b8000000 80080010 01020304") ==
	      plain("20040004 b8000000 60080010 01020304"));
}

TEST_CASE("HMAC TLV where no key is configured: unknown, wherever it stands and however long") {
	TlvBench bench;

	CHECK(bench.reply(hmac + "80080001 01 80040004 b8000000") ==
	      plain(hmac + "80080001 01 00040004 bae40000"));
	CHECK(bench.answer.mode == TLV_MODE_KEYLESS);
	CHECK(bench.world.sign_at == 0);
}

TEST_CASE("authenticated: TLVs need an HMAC TLV, but for a single Extra Padding") {
	const struct {
		const char *request;
		bool good;
	} rows[] = {
		{"", true},
		{"0102", true},
		{"00000000 0000", true},
		{"80010004 deadbeef", true},
		{"80010004 deadbeef 000000", true},
		{"80010004 deadbeef 00000000 00000000", true},
		{"80010000 80010000", false},
		{"80040004 b8000000", false},
		{"80c80000", false},
		{"80010000 80040004 b8000000", false},
	};

	for (const auto &row : rows) {
		TlvBench bench = judging(true, true);

		INFO(row.request);
		bench.reply(row.request);
		CHECK(bench.answer.mode == (row.good ? TLV_MODE_GOOD : TLV_MODE_FAILED));
		bench = judging(true); // unauthenticated: HMAC TLVs are optional
		bench.reply(row.request);
		CHECK(bench.answer.mode == TLV_MODE_GOOD);
	}
}

TEST_CASE("zeros behind the HMAC TLV are no TLV") {
	TlvBench bench = judging(true);

	CHECK(bench.reply(hmac + "00000000 00000000 00") ==
	      plain("00080010 00112233 44556677 8899aabb ccddeeff 00000000 00000000 00"));
}

TEST_CASE("T-41: an HMAC TLV behind the payload is none") {
	TlvBench bench = judging(false);

	bench.behind = from_hex("00000000" + hmac);
	CHECK(bench.reply("80c80008 01020304") == plain("c0c80008 01020304"));
	CHECK(bench.answer.scan.hmac_at == 0);
	CHECK(bench.answer.mode == TLV_MODE_GOOD);
}

TEST_CASE("an HMAC TLV behind zeros that are no padding is found") {
	TlvBench bench = judging(false);

	CHECK(bench.reply("00000000 00000000" + hmac) == plain("a0000000 a0000000" + hmac_failed));
	bench = judging(true);
	CHECK(bench.reply("00000000 00000000" + hmac) ==
	      plain("80000000 80000000 00080010 00112233 44556677 8899aabb ccddeeff"));
	CHECK(bench.world.sign_at == STAMP_BASE_OCTETS + 8);
}

TEST_CASE("a malformed TLV before the HMAC TLV: what is behind stays, so nothing is signed") {
	TlvBench bench = judging(true);

	CHECK(bench.reply("80040003 b80000" + hmac) == plain("40040003 b80000" + hmac));
	CHECK(bench.answer.mode == TLV_MODE_GOOD);
	CHECK(bench.world.sign_at == 0);
}

TEST_CASE("an HMAC TLV among more TLVs than are looked at does not count as good") {
	TlvBench bench = judging(true);
	std::string many = hmac;

	for (int i = 0; i < STAMP_MAX_TLVS - 1; i++)
		many += "80010000";
	bench.reply(many);
	CHECK(bench.answer.mode == TLV_MODE_GOOD);
	bench.reply(many + "80010000");
	CHECK(bench.answer.mode == TLV_MODE_FAILED);
	CHECK(bench.world.notes == (TLV_NOTE_INTEGRITY | TLV_NOTE_MORE));
}

TEST_CASE("nothing is written before it is known whether the TLVs are good") {
	TlvBench bench = keyed();
	bool seen = false;

	bench.setting.verify = [&](const std::uint8_t *first, const std::uint8_t *at) {
		seen = to_hex({first, at + 28}) == plain(asked);
		return true;
	};
	bench.reply(asked);
	CHECK(seen);
}
