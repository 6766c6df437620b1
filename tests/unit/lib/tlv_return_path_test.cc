// SPDX-License-Identifier: Apache-2.0
// Return Path (RFC 9503 4): Control Codes are acted on as far as they are allowed, all else is not.
#include "unit/lib/tlv_bench.h"

using namespace stamp::test;

namespace {

struct ReturnPath : TlvBench {
	explicit ReturnPath(__u8 allowed) { world.return_paths = allowed; }

	// A second TLV stands behind it, to show whether the walk goes on.
	std::string asked(const std::string &value) {
		Octets octets = tlv(10, from_hex(value));

		append(octets, from_hex("80010000"));
		return to_hex(reply(octets));
	}
};

constexpr __u8 both = STAMP_RETURN_NO_REPLY | STAMP_RETURN_SAME_LINK;

} // namespace

TEST_CASE("R9503-06 Control Code 0: no reply, if that is allowed") {
	for (const __u8 allowed :
	     {__u8{0}, __u8{STAMP_RETURN_SAME_LINK}, __u8{STAMP_RETURN_NO_REPLY}, both}) {
		ReturnPath bench(allowed);
		const std::string after = bench.asked("80010004 00000000");

		INFO("allowed " << int{allowed});
		if (allowed & STAMP_RETURN_NO_REPLY) {
			CHECK(bench.world.discard == STAMP_V_NO_REPLY);
			continue;
		}
		CHECK(bench.world.discard == STAMP_V_GO_ON);
		CHECK(after == plain("800a0008 80010004 00000000 00010000"));
		CHECK(bench.world.notes == TLV_NOTE_UNKNOWN);
	}
}

TEST_CASE("R9503-07 Control Code 1: a reply on the same link, where it goes anyway") {
	for (const __u8 allowed :
	     {__u8{0}, __u8{STAMP_RETURN_NO_REPLY}, __u8{STAMP_RETURN_SAME_LINK}, both}) {
		ReturnPath bench(allowed);
		const bool used = allowed & STAMP_RETURN_SAME_LINK;
		const std::string after = bench.asked("80010004 00000001");

		INFO("allowed " << int{allowed});
		CHECK(bench.world.discard == STAMP_V_GO_ON);
		CHECK(after == plain(used ? "000a0008 00010004 00000001 00010000"
					  : "800a0008 80010004 00000001 00010000"));
		CHECK(bench.world.notes == (used ? 0 : TLV_NOTE_UNKNOWN));
	}
}

TEST_CASE("RFC 9503 4.1.1: the other bits of a Control Code are ignored") {
	ReturnPath bench(both);

	CHECK(bench.asked("80010004 fffffffe") != "");
	CHECK(bench.world.discard == STAMP_V_NO_REPLY);
	CHECK(bench.asked("80010004 ffffffff") == plain("000a0008 00010004 ffffffff 00010000"));
	CHECK(bench.world.discard == STAMP_V_GO_ON);
}

TEST_CASE("R9503-08 with a Control Code the other sub-TLVs are ignored") {
	ReturnPath bench(both);

	CHECK(bench.asked("80010004 00000001 80020004 c0000201") ==
	      plain("000a0010 00010004 00000001 80020004 c0000201 00010000"));
	CHECK(bench.asked("80010004 00000001 80020003 c00002") ==
	      plain("000a000f 00010004 00000001 80020003 c00002 00010000"));
	// One that is not alone, and not the first, is against RFC 9503 4.1.1: it is not acted on.
	CHECK(bench.asked("80020004 c0000201 80010004 00000000") ==
	      plain("800a0010 80020004 c0000201 80010004 00000000 00010000"));
	CHECK(bench.world.discard == STAMP_V_GO_ON);
}

TEST_CASE("R9503-05 addresses and segment lists are not used: U, and as they came") {
	ReturnPath bench(both);

	for (const char *value :
	     {"80020004 c0000201", "80020010 20010db8000000000000000000000001",
	      "80030008 000c8041 000c9141", "80040010 20010db8000000000000000000000001",
	      "80020004 c0000201 80030004 000c9141", "80050000", "80000004 00000001"}) {
		Octets answer = tlv(10, from_hex(value));

		append(answer, from_hex("00010000"));
		CHECK(bench.asked(value) == to_hex(answer));
		CHECK(bench.world.discard == STAMP_V_GO_ON);
		CHECK(bench.world.notes == TLV_NOTE_UNKNOWN);
	}
}

TEST_CASE("R9503-09 lengths that no Control Code, address or list has: M, and the walk ends") {
	for (const char *value :
	     {"80010003 000000", "80010005 0000000100", "80010000", "80020000",
	      "80020006 c00002010000", "80030000", "80030006 000c80410000", "80040000",
	      "8004000c 20010db80000000000000000", "80010008 00000000"}) {
		for (const __u8 allowed : {__u8{0}, both}) {
			ReturnPath bench(allowed);
			Octets answer = tlv(10, from_hex(value), 0x40);

			answer[4] = 0x40;
			append(answer, from_hex("80010000"));
			INFO(value);
			CHECK(bench.asked(value) == to_hex(answer));
			CHECK(bench.world.discard == STAMP_V_GO_ON);
			CHECK(bench.world.notes == TLV_NOTE_MALFORMED);
		}
	}
	ReturnPath bench(both);
	CHECK(bench.asked("000000").starts_with("40")); // no room for a sub-TLV
}

TEST_CASE("R9503-04 of two Return Paths the second is not used") {
	ReturnPath bench(both);

	CHECK(bench.reply("800a0008 80010004 00000001 800a0008 80010004 00000000") ==
	      plain("000a0008 00010004 00000001 800a0008 80010004 00000000"));
	CHECK(bench.world.discard == STAMP_V_GO_ON);
}
