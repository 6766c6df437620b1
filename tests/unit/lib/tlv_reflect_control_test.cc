// SPDX-License-Identifier: Apache-2.0
// Reflected Test Packet Control (RFC 10052 3): what is read of it, and who is to answer.
#include "unit/lib/tlv_bench.h"

using namespace stamp::test;

namespace {

// Our addresses are 203.0.113.9 and 02:11:22:33:44:55.
struct Control : TlvBench {
	Control() {
		world.answers_control = 1;
		memory_store->control = std::make_unique<stamp::socket::ReplyControl>(0, 0);
		memory_store->control->mac = {0x02, 0x11, 0x22, 0x33, 0x44, 0x55};
	}
	Control(const Control &) = delete;
	Control &operator=(const Control &) = delete;
	~Control() { memory_store->control.reset(); }

	// A second TLV stands behind it, to show whether the walk goes on.
	std::string asked(const std::string &value) {
		Octets octets = tlv(12, from_hex(value));

		append(octets, from_hex("80010000"));
		return to_hex(reply(octets));
	}
	// With one sub-TLV, whether it is answered.
	bool is_answered(const std::string &group) {
		world = TlvBench().world;
		world.answers_control = 1;
		asked("00640001 00000000" + group);
		CHECK((world.discard == STAMP_V_GO_ON || world.discard == STAMP_V_NO_REPLY));
		return world.discard == STAMP_V_GO_ON;
	}
};

} // namespace

TEST_CASE("R10052-05 length, number and interval are read, and the length is rounded up to 4") {
	Control bench;

	CHECK(bench.asked("05dc0003 000f4240 00000000") ==
	      plain("000c000c 05dc0003 000f4240 00000000 00010000"));
	CHECK(bench.world.control.at == STAMP_BASE_OCTETS);
	CHECK(bench.world.control.octets == 1500);
	CHECK(bench.world.control.number == 3);
	CHECK(bench.world.control.interval_ns == 1'000'000);
	CHECK(bench.world.discard == STAMP_V_GO_ON);
	for (const auto &[hex, octets] : {std::pair{"0000", 0u},
					  {"0001", 4u},
					  {"0064", 100u},
					  {"0065", 104u},
					  {"ffff", 65536u}}) {
		bench.asked(hex + std::string("ffff ffffffff 00000000"));
		CHECK(bench.world.control.octets == octets);
		CHECK(bench.world.control.number == 65535);
		CHECK(bench.world.control.interval_ns == 0xffffffff);
	}
}

TEST_CASE("S10052-01 a value below 12 octets is malformed") {
	Control bench;

	for (const char *value : {"", "0064", "00640001 00000000", "00640001 00000000 000000"}) {
		Octets answer = tlv(12, from_hex(value), 0x40);

		append(answer, from_hex("80010000"));
		CHECK(bench.asked(value) == to_hex(answer));
		CHECK(bench.world.control.at == 0);
	}
}

TEST_CASE("R10052-01 it is unknown where it is not allowed, whatever its length") {
	Control bench;

	bench.world.answers_control = 0;
	CHECK(bench.asked("05dc0003 000f4240 00000000") ==
	      plain("800c000c 05dc0003 000f4240 00000000 00010000"));
	CHECK(bench.asked("05dc0000") == plain("800c0004 05dc0000 00010000"));
	CHECK(bench.world.discard == STAMP_V_GO_ON);
}

TEST_CASE("R10052-07 number 0: no reply") {
	Control bench;

	bench.asked("00640000 00000000 00000000");
	CHECK(bench.world.discard == STAMP_V_NO_REPLY);
}

TEST_CASE("R10052-08 only the members of a Layer 3 group answer") {
	Control bench;

	CHECK(bench.is_answered("800b0008 18000000 cb007100")); // 203.0.113.0/24
	CHECK(bench.is_answered("800b0008 20000000 cb007109"));
	CHECK(bench.is_answered("800b0008 00000000 00000000"));
	CHECK_FALSE(bench.is_answered("800b0008 20000000 cb007108"));
	CHECK_FALSE(bench.is_answered("800b0008 18000000 c0000200"));
	CHECK_FALSE(bench.is_answered("800b0014 20000000 20010db8000000000000000000000000"));
	own({tlv_address("2001:db8::9")});
	CHECK(bench.asked("00640001 00000000 800b0014 20000000 20010db8000000000000000000000000") ==
	      plain("000c0020 00640001 00000000"
		    "000b0014 20000000 20010db8000000000000000000000000 00010000"));
	CHECK(bench.world.discard == STAMP_V_GO_ON);
}

TEST_CASE("R10052-08 only the members of a Layer 2 group answer") {
	Control bench;

	CHECK(bench.is_answered("800a000c ffffffffffff 021122334455"));
	CHECK(bench.is_answered("800a000c ffffff000000 021122000000"));
	CHECK(bench.is_answered("800a000c 000000000000 000000000000"));
	CHECK_FALSE(bench.is_answered("800a000c ffffffffffff 021122334456"));
	CHECK_FALSE(bench.is_answered("800a000c ffffff000000 021122334455"));
	// Addresses of these kinds we have none of.
	CHECK_FALSE(bench.is_answered("800a0004 0000 0000"));
	CHECK_FALSE(bench.is_answered("800a0010 0000000000000000 0000000000000000"));
	// Both have to match.
	CHECK_FALSE(bench.is_answered("800a000c ffffffffffff 021122334455"
				      "800b0008 20000000 c0000201"));
}

TEST_CASE("R10052-08 a group of another length is malformed, and so is its TLV") {
	for (const char *group :
	     {"800a0000", "800a0006 ffff02110000", "800a000d ffffffffffff 021122334455 00",
	      "800b0000", "800b0004 00000000", "800b0007 00000000 cb0071",
	      "800b0009 00000000 cb00710900", "800b0008 21000000 cb007109",
	      "800b0014 81000000 20010db8000000000000000000000000", "800b0008 20000000"}) {
		Control bench;
		const Octets value = from_hex(std::string("00640001 00000000") + group);

		if (value.size() < 12)
			continue;
		Octets answer = tlv(12, value, 0x40);

		answer[12] = 0x40;
		append(answer, from_hex("80010000"));
		INFO(group);
		CHECK(bench.asked(to_hex(value)) == to_hex(answer));
		CHECK(bench.world.discard == STAMP_V_GO_ON);
		CHECK(bench.world.control.at == 0);
	}
}

TEST_CASE(
	"RFC 10052 3: a sub-TLV of an unknown type gets U, zeros behind the last one are padding") {
	Control bench;

	CHECK(bench.asked("00640001 00000000 80f00001 aa 00000000 ff") ==
	      plain("000c0012 00640001 00000000 80f00001 aa 00000000 ff 00010000"));
	CHECK(bench.world.control.number == 1);
	CHECK(bench.world.discard == STAMP_V_GO_ON);
}

TEST_CASE("of several Reflected Test Packet Control TLVs the first decides") {
	Control bench;

	CHECK(bench.reply(
		      "800c000c 00640001 00000000 00000000 800c000c 00c80002 00000000 00000000") ==
	      plain("000c000c 00640001 00000000 00000000 800c000c 00c80002 00000000 00000000"));
	CHECK(bench.world.control.octets == 100);
}
