// SPDX-License-Identifier: Apache-2.0
// The reflector's decisions, without a kernel: the library on tables in plain memory.
#include <cstring>

#include "support/catch.h"
#include "support/frame.h"
#include "support/golden.h"
#include "support/golden_auth.h"
#include "support/hmac.h"
#include "support/memory_reflector.h"
#include "support/packet.h"

using namespace stamp::test;

namespace {

constexpr hook hooks[] = {HOOK_TC, HOOK_XDP};

stamp_addr mapped(std::uint8_t last) {
	return map_ipv4(stamp_swap32(0xc0000200u + last)); // 192.0.2.last
}

// Port 862 of 192.0.2.2, no rate, any source.
void begin() {
	memory_store = std::make_unique<MemoryStore>();
	memory_store->now_ns = golden::t2_ns;
	own({mapped(2)});
	memory_store->local.set({128, mapped(255)}, STAMP_LOCAL_BROADCAST);
	::cfg = {};
	::cfg.ports[0] = stamp_swap16(862);
	::cfg.port_count = 1;
	::cfg.has_mac = 1;
	::live = {};
	::live.error_estimate = stamp_swap16(golden::error_ntp);
	::live.admission_epoch = 1;
	total_next_ns = 0;
}

void be_stateful(std::uint32_t sessions) {
	::cfg.max_sessions = sessions;
	::cfg.session_timeout_ns = 1'000'000'000;
	memory_store->slots.resize(sessions);
}

stamp_verdict verdict_of_request(const Packet &request, hook at = HOOK_TC) {
	return reflect_in_memory(request, at).verdict;
}

std::uint32_t number_of_reply(const Packet &request) {
	const MemoryRun run = reflect_in_memory(request, HOOK_TC);

	REQUIRE(run.verdict == STAMP_V_REFLECTED);
	const Octets payload = Frame(run.reply).payload();

	return static_cast<std::uint32_t>(payload[0]) << 24 | payload[1] << 16 | payload[2] << 8 |
	       payload[3];
}

Packet from(const char *source) {
	return packet().ipv4(source, "192.0.2.2");
}

} // namespace

TEST_CASE("in memory: a request gets its reply, with right checksums, at either hook") {
	for (const hook at : hooks) {
		begin();
		const MemoryRun run =
			reflect_in_memory(packet().ttl(61).payload(golden::request()), at);

		REQUIRE(run.verdict == STAMP_V_REFLECTED);
		const Frame reply(run.reply);

		CHECK(reply.udp_checksum_is_valid());
		CHECK(reply.ip_checksum_is_valid());
		CHECK(slice(reply.payload(), 0, 4) == slice(golden::request(), 0, 4));
		CHECK(reply.payload()[40] == 61);
		CHECK(memory_store->verdicts[STAMP_V_REFLECTED] == 1);
		CHECK(memory_store->verdicts[STAMP_V_STAMPED] == (at == HOOK_TC ? 1u : 0u));
	}
}

TEST_CASE("in memory: who may ask") {
	begin();
	CHECK(verdict_of_request(from("192.0.2.1")) == STAMP_V_REFLECTED);
	CHECK(verdict_of_request(from("192.0.2.2")) == STAMP_V_BAD_SOURCE); // our own
	CHECK(verdict_of_request(from("127.0.0.1")) == STAMP_V_BAD_SOURCE);
	CHECK(verdict_of_request(from("224.0.0.1")) == STAMP_V_MULTICAST);
	CHECK(verdict_of_request(from("192.0.2.255")) == STAMP_V_MULTICAST);
	CHECK(verdict_of_request(packet().ports(0, 862)) == STAMP_V_BAD_SOURCE);
	CHECK(verdict_of_request(packet().ipv4("192.0.2.1", "192.0.2.3")) == STAMP_V_NOT_STAMP);
	CHECK(verdict_of_request(packet().ports(50000, 863)) == STAMP_V_NOT_STAMP);
	::cfg.has_allow = 1;
	memory_store->allowed.set({128, mapped(7)}, 1);
	::live.admission_epoch++; // what was admitted before is examined again
	CHECK(verdict_of_request(from("192.0.2.1")) == STAMP_V_NOT_ALLOWED);
	CHECK(verdict_of_request(from("192.0.2.7")) == STAMP_V_REFLECTED);
}

TEST_CASE("in memory: a source that is over its rate, and one that is not") {
	begin();
	::cfg.rate = {1'000'000, 1'000'000}; // a burst of two
	CHECK(verdict_of_request(from("192.0.2.1")) == STAMP_V_REFLECTED);
	CHECK(verdict_of_request(from("192.0.2.1")) == STAMP_V_REFLECTED);
	CHECK(verdict_of_request(from("192.0.2.1")) == STAMP_V_RATE_LIMITED);
	CHECK(verdict_of_request(from("192.0.2.9")) == STAMP_V_REFLECTED);
	memory_store->now_ns += 1'000'000;
	CHECK(verdict_of_request(from("192.0.2.1")) == STAMP_V_REFLECTED);
}

TEST_CASE("in memory: SSIDs that the reflector is provisioned with") {
	begin();
	::cfg.has_ssids = 1;
	memory_store->ssids = {0x4321};
	Octets request = golden::request();

	CHECK(verdict_of_request(packet().payload(request)) == STAMP_V_NO_SESSION);
	request[14] = 0x43;
	request[15] = 0x21;
	CHECK(verdict_of_request(packet().payload(request)) == STAMP_V_REFLECTED);
}

TEST_CASE("in memory: sessions number their replies, and none takes the slot of a live one") {
	begin();
	be_stateful(2);
	CHECK(number_of_reply(packet().stamp_request(seq(70))) == 0);
	CHECK(number_of_reply(packet().stamp_request(seq(71))) == 1);
	CHECK(number_of_reply(packet().ports(50001, 862).stamp_request(seq(9))) == 0);
	CHECK(verdict_of_request(packet().ports(50002, 862)) == STAMP_V_SESSIONS_FULL);
	CHECK(number_of_reply(packet().stamp_request(seq(72))) == 2);
	memory_store->now_ns += 2'000'000'000;
	CHECK(number_of_reply(packet().ports(50002, 862)) == 0);
	CHECK(memory_store->sessions.size() == 2);
}

TEST_CASE("in memory: no source has more sessions than its share") {
	begin();
	be_stateful(8);
	::cfg.sessions_per_source = 2;
	CHECK(number_of_reply(packet().ports(50000, 862)) == 0);
	CHECK(number_of_reply(packet().ports(50001, 862)) == 0);
	CHECK(verdict_of_request(packet().ports(50002, 862)) == STAMP_V_SOURCE_FULL);
	CHECK(number_of_reply(from("192.0.2.9")) == 0);
	CHECK(memory_store->sessions.size() == 3);
	CHECK(memory_store->session_counts.size() == 2);
}

TEST_CASE("in memory: a forged request leaves no trace in any table") {
	for (const hook at : hooks) {
		begin();
		be_stateful(4);
		::cfg.authenticated = ::cfg.has_keys = 1;
		use_key(midstate_of(golden::key()));
		Octets forged = golden::auth_request();

		forged.back() ^= 1;
		CHECK(verdict_of_request(packet().payload(forged), at) == STAMP_V_BAD_HMAC);
		CHECK(memory_store->sessions.size() == 0);
		for (const stamp_source &source : memory_store->sources)
			REQUIRE(source.admitted == 0);
		CHECK(verdict_of_request(packet().payload(golden::auth_request()), at) ==
		      STAMP_V_REFLECTED);
		CHECK(memory_store->sessions.size() == 1);
	}
}
