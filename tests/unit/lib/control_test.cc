// SPDX-License-Identifier: Apache-2.0
// What becomes of a request with Reflected Test Packet Control (RFC 10052 3): length and flags of
// the reply, further replies, budgets. The reflector of sockets on plain memory.
#include "support/catch.h"
#include "support/frame.h"
#include "support/golden.h"
#include "support/golden_auth.h"
#include "support/hmac.h"
#include "support/memory_reflector.h"
#include "support/packet.h"
#include "unit/lib/tlv_bench.h"

using namespace stamp::test;

namespace {

using stamp::socket::ReplyControl;

constexpr std::size_t base = STAMP_BASE_OCTETS;
const std::string one_of_1000 = "800c000c 03e80001 00000000 00000000";

void begin(std::uint64_t source = 100'000, std::uint64_t total = 100'000) {
	memory_store = std::make_unique<MemoryStore>();
	memory_store->now_ns = golden::t2_ns;
	memory_store->control = std::make_unique<ReplyControl>(source, total);
	memory_store->control->mtu = 1500;
	memory_store->control->requests_left = 2;
	memory_store->control->octets_left = 10'000;
	own({map_ipv4(stamp_swap32(0xc0000202u))});
	::cfg = {};
	::cfg.ports[0] = stamp_swap16(862);
	::cfg.port_count = 1;
	::cfg.has_mac = 1;
	::cfg.process_tlvs = 1;
	::cfg.reflect_control = 1;
	::live = {};
	::live.admission_epoch = 1;
	total_next_ns = 0;
}

// A frame with room, and what the reflector made of it.
class Run {
public:
	Run(const Octets &frame) : memory_(4 + 70'000) {
		std::copy(frame.begin(), frame.end(), memory_.begin() + 2);
		packet_ = {memory_.data() + 2, memory_.data() + 2 + frame.size(),
			   memory_.data() + memory_.size(), HOOK_TC};
	}
	Run &reflected() {
		verdict = reflect(&packet_);
		count(verdict);
		return finished(verdict == STAMP_V_REFLECTED);
	}
	// From what was kept of the request: a further reply.
	Run &again(const stamp::socket::KeptRequest &kept) {
		memory_store->space.state = kept.state;
		memory_store->space.copy = kept.copy;
		verdict = static_cast<stamp_verdict>(answer_again(&packet_));
		return finished(verdict == STAMP_V_FURTHER);
	}

	stamp_verdict verdict = STAMP_V_GO_ON;
	Octets payload; // of the reply

private:
	Run &finished(bool is_there) {
		payload.clear();
		if (!is_there)
			return *this;
		CHECK(write_t3(&packet_) == STAMP_V_STAMPED);
		const Frame reply(Octets(packet_.start, packet_.end));

		CHECK(reply.udp_checksum_is_valid());
		CHECK(reply.ip_checksum_is_valid());
		payload = reply.payload();
		return *this;
	}

	Octets memory_;
	pkt packet_{};
};

Octets request(std::uint32_t number, const std::string &tlvs, const char *from = "192.0.2.1") {
	return packet().ipv4(from, "192.0.2.2").stamp_request(seq(number).tail(from_hex(tlvs)));
}

std::string tail_of(const Octets &payload, std::size_t octets = ~std::size_t{0}) {
	return to_hex(slice(payload, base, std::min(octets, payload.size() - base)));
}

// By the key of the golden packets, over the number of the packet and the TLVs before it.
Octets hmac_tlv(std::uint32_t number, const Octets &tlvs, std::uint8_t flags = 0x80) {
	Octets text = seq(number).octets();

	text.resize(4);
	append(text, tlvs);
	return tlv(8, stamp::test::tag_of(midstate_of(golden::key()), text), flags);
}

Run ask(std::uint32_t number, const std::string &tlvs, const char *from = "192.0.2.1") {
	Run run(request(number, tlvs, from));

	run.reflected();
	return run;
}

} // namespace

TEST_CASE("R10052-02 R10052-03 a longer reply: Extra Padding makes it as long as asked for") {
	begin();
	const Run run = ask(1, one_of_1000);

	REQUIRE(run.verdict == STAMP_V_REFLECTED);
	CHECK(run.payload.size() == 1000);
	CHECK(tail_of(run.payload, 20) == plain("000c000c 03e80001 00000000 00000000 000103a8"));
	CHECK(slice(run.payload, base + 20, 1000 - base - 20) == Octets(1000 - base - 20));
	CHECK_FALSE(memory_store->control->granted());
	CHECK(memory_store->notes[STAMP_TLV_NOTE_CUT] == 0);
}

TEST_CASE("R10052-02 a reply is never shorter than its TLVs without padding") {
	begin();
	const std::string tlvs = "80010008 0102030405060708 800c000c 00000001 00000000 00000000"
				 "80c80003 aabbcc 8001000c 0102030405060708090a0b0c";
	const Run run = ask(1, tlvs);

	// The padding is gone; 23 octets of TLVs stay.
	CHECK(tail_of(run.payload) == plain("000c000c 00000001 00000000 00000000 80c80003 aabbcc"));
	// 44 + 23 = 67, and 68 cannot be had: a TLV takes 4 octets.
	const Run next = ask(2, "800c000c 00440001 00000000 00000000 80c80003 aabbcc 80010000");
	CHECK(tail_of(next.payload) ==
	      plain("000c000c 00440001 00000000 00000000 80c80003 aabbcc 00010000"));
}

TEST_CASE("R10052-02 padding that fits stays as it came, stray octets and zeros do not") {
	begin();
	CHECK(tail_of(ask(1, "80010004 01020304 800c000c 00500001 00000000 00000000").payload) ==
	      plain("00010004 01020304 000c000c 00500001 00000000 00000000 00010008"
		    "0000000000000000"));
	CHECK(tail_of(ask(2, "80010004 01020304 800c000c 00440001 00000000 00000000").payload) ==
	      plain("00010004 01020304 000c000c 00440001 00000000 00000000"));
	CHECK(tail_of(ask(3, "800c000c 00440001 00000000 00000000 ffff").payload) ==
	      plain("000c000c 00440001 00000000 00000000 00010004 00000000"));
	CHECK(tail_of(ask(4, "800c000c 003c0001 00000000 00000000 000000000000000000").payload) ==
	      plain("000c000c 003c0001 00000000 00000000"));
}

TEST_CASE("R10052-04 above the MTU: one reply as long as the MTU, with C") {
	begin();
	const Run run = ask(1, "800c000c 05dc0003 00000000 00000000");

	CHECK(run.payload.size() == 1500 - 20 - 8);
	CHECK(tail_of(run.payload, 16) == plain("100c000c 05dc0003 00000000 00000000"));
	CHECK_FALSE(memory_store->control->granted());
	CHECK(memory_store->notes[STAMP_TLV_NOTE_CUT] == 1);
	CHECK(ask(2, "800c000c 05c00001 00000000 00000000").payload.size() == 1472);
	CHECK(ask(3, "800c000c ffff0001 00000000 00000000").payload.size() == 1472);
}

TEST_CASE("R10052-05 each further reply is formed as the first, with a number of its own") {
	begin();
	::cfg.max_sessions = 4;
	::cfg.session_timeout_ns = 1'000'000'000;
	memory_store->slots.resize(4);
	const std::string tlvs = "80070010 00000000 0000000000000000 00000000"
				 "800c000c 00640003 000003e8 00000000";
	const Run first = ask(9, tlvs);
	auto *const kept = memory_store->control->granted();

	REQUIRE(kept);
	CHECK(kept->further == 2);
	CHECK(kept->interval_ns == 1000);
	CHECK(to_hex(slice(first.payload, 0, 4)) == plain("00000000"));
	for (std::uint32_t n = 1; n <= 2; n++) {
		memory_store->now_ns += 1000;
		Run next(kept->octets);
		next.again(*kept);

		REQUIRE(next.verdict == STAMP_V_FURTHER);
		CHECK(next.payload.size() == 100);
		CHECK(next.payload[3] == n);					  // its own number
		CHECK(to_hex(slice(next.payload, 24, 4)) == plain("00000009"));	  // of the request
		CHECK(slice(next.payload, 16, 8) == slice(first.payload, 16, 8)); // T2
		CHECK(slice(next.payload, 4, 8) != slice(first.payload, 4, 8));	  // T3
		// Follow-Up Telemetry names the reply before.
		CHECK(next.payload[base + 7] == n - 1);
		CHECK(tail_of(next.payload, 4) == plain("00070010"));
	}
	CHECK(memory_store->sessions.find(memory_store->space.key)->rx == 1);
	CHECK(memory_store->sessions.find(memory_store->space.key)->tx == 3);
}

TEST_CASE("R10052-05 replies of a stateless reflector have the number of the request") {
	begin();
	ask(5, "800c000c 00640002 00000000 00000000");
	auto *const kept = memory_store->control->granted();

	REQUIRE(kept);
	Run next(kept->octets);
	CHECK(next.again(*kept).payload[3] == 5);
	CHECK(tail_of(next.payload, 16) == plain("000c000c 00640002 00000000 00000000"));
}

TEST_CASE("R10052-06 beyond its limits: one reply of the length asked for, with C; or none") {
	begin(4000, 6250);
	const std::string five = "800c000c 03e80005 00000000 00000000";
	const Run run = ask(1, five);

	CHECK(run.payload.size() == 1000);
	CHECK(tail_of(run.payload, 4) == plain("100c000c"));
	CHECK_FALSE(memory_store->control->granted());
	CHECK(ask(2, "800c000c 03e80003 00000000 00000000").payload.size() == 1000);
	CHECK(memory_store->control->granted()); // three: the source's budget is used up
	memory_store->control->forget();
	CHECK(ask(3, five).verdict == STAMP_V_OVER_BUDGET);
	CHECK(ask(3, five, "192.0.2.7").payload.size() == 1000);
	CHECK(ask(4, one_of_1000, "192.0.2.7").payload.size() == 1000);
	CHECK(ask(5, one_of_1000, "192.0.2.7").verdict == STAMP_V_OVER_BUDGET); // of all
	memory_store->now_ns += 1'000'000'000;
	CHECK(ask(6, one_of_1000).payload.size() == 1000);
	CHECK(memory_store->notes[STAMP_TLV_NOTE_CUT] == 2);
	CHECK(memory_store->verdicts[STAMP_V_OVER_BUDGET] == 2);
}

TEST_CASE("R10052-06 what must be kept for later has bounds") {
	begin();
	memory_store->control->requests_left = 0;
	CHECK(tail_of(ask(1, "800c000c 00640002 00000000 00000000").payload, 4) ==
	      plain("100c000c"));
	memory_store->control->requests_left = 1;
	memory_store->control->octets_left = 50;
	CHECK(tail_of(ask(2, "800c000c 00640002 00000000 00000000").payload, 4) ==
	      plain("100c000c"));
	memory_store->control->octets_left = 500;
	CHECK(tail_of(ask(3, "800c000c 0064000e ffffffff 00000000").payload, 4) ==
	      plain("000c000c"));
	CHECK(tail_of(ask(4, "800c000c 0064000f ffffffff 00000000").payload, 4) ==
	      plain("100c000c"));
	memory_store->control->forget();
}

TEST_CASE("R10052-07 number 0 is counted and not answered") {
	begin();
	CHECK(ask(1, "800c000c 03e80000 00000000 00000000").verdict == STAMP_V_NO_REPLY);
}

TEST_CASE("R10052-09 with a Return Path that wants no reply: one reply, with U on both") {
	for (const __u8 allowed : {__u8{STAMP_RETURN_NO_REPLY}, __u8{0}}) {
		begin();
		::cfg.return_paths = allowed;
		const std::string control = "800c000c 03e80002 00000000 00000000";
		const std::string path = "800a0008 80010004 00000000";

		CHECK(tail_of(ask(1, control + path).payload) == plain(control + path));
		CHECK(tail_of(ask(2, path + control).payload) == plain(path + control));
		CHECK_FALSE(memory_store->control->granted());
		CHECK(memory_store->notes[STAMP_TLV_NOTE_DISOBEYED] == 2);
	}
	CHECK(ask(3, "800a0008 80010004 00000000 800c000c 03e80000 00000000 00000000").verdict ==
	      STAMP_V_NO_REPLY);
}

TEST_CASE("R10052-10 a number that does not grow: one reply, with U") {
	begin();
	CHECK(ask(7, one_of_1000).payload.size() == 1000);
	const Run again = ask(7, one_of_1000);

	CHECK(tail_of(again.payload) == plain(one_of_1000));
	CHECK(tail_of(ask(6, one_of_1000).payload) == plain(one_of_1000));
	CHECK(ask(8, one_of_1000).payload.size() == 1000);
	CHECK(memory_store->notes[STAMP_TLV_NOTE_DISOBEYED] == 2);
	// The next run of a sender has another SSID.
	Run other(packet().ipv4().stamp_request(seq(0).ssid(7).tail(from_hex(one_of_1000))));
	CHECK(other.reflected().payload.size() == 1000);
}

TEST_CASE("R10052-01 where it is not enabled the whole reply is as ever, with U") {
	begin();
	::cfg.reflect_control = 0;
	const Run run = ask(1, one_of_1000 + "80010004 01020304");

	CHECK(tail_of(run.payload) == plain(one_of_1000 + "00010004 01020304"));
	CHECK_FALSE(memory_store->control->granted());
}

TEST_CASE("T-30 an HMAC TLV covers what is before it in the reply that is sent") {
	begin();
	::cfg.has_keys = 1;
	use_key(midstate_of(golden::key()));
	Octets tlvs = from_hex("80010004 01020304 800c000c 00500001 00000000 00000000");
	append(tlvs, hmac_tlv(3, tlvs));
	Run run(packet().ipv4().stamp_request(seq(3).tail(tlvs)));

	run.reflected();
	const Octets kept = from_hex("000c000c 00500001 00000000 00000000");
	Octets wanted = kept;
	append(wanted, hmac_tlv(3, kept, 0));
	CHECK(run.payload.size() == base + wanted.size());
	CHECK(tail_of(run.payload) == to_hex(wanted));
}
