// SPDX-License-Identifier: Apache-2.0
// What the programs answer, beside what the same library makes of the same request in plain memory.
// The clock stands still, so that even times and signatures have to be the same.
#include <random>

#include "bpf/tlv_rows.h"
#include "support/hmac.h"
#include "support/memory_reflector.h"
#include "support/tlv_rules.h"

using namespace stamp::test;

namespace {

Octets random_octets(std::mt19937 &random, std::size_t size) {
	Octets octets(size);

	for (auto &octet : octets)
		octet = static_cast<std::uint8_t>(random());
	return octets;
}

Packet random_shape(std::mt19937 &random) {
	Packet shape = packet();

	if (random() % 2)
		shape.ipv6();
	else if (random() % 4 == 0)
		shape.options(Octets(4 + random() % 10 * 4, 7));
	else if (random() % 4 == 0)
		shape.checksum(Checksum::zero);
	for (auto tags = random() % 6; tags > 3; tags--)
		shape.vlan(static_cast<std::uint16_t>(random() % 4096));
	if (random() % 8 == 0)
		shape.link_padding(random() % 30);
	return shape.ttl(static_cast<std::uint8_t>(1 + random() % 255))
		.tos(static_cast<std::uint8_t>(random()))
		.ports(static_cast<std::uint16_t>(40000 + random() % 20000), 862);
}

constexpr const char *ours[] = {"192.0.2.77", "2001:db8::77"};

Octets random_tail(std::mt19937 &random, const Octets &base, bool has_keys) {
	Octets tail;

	if (random() % 8 == 0)
		return random_octets(random, random() % 400);
	if (random() % 4 == 0)
		append(tail, tlv(9, address_octets(ours[random() % 2])));
	append(tail, random_tlvs(random, 1200));
	if (has_keys && random() % 2) {
		const Octets tag = tlv_tag(slice(base, 0, 4), tail, golden::key());

		append(tail, tlv(8, tag));
	}
	return tail;
}

Octets random_payload(std::mt19937 &random, const Setup &setup) {
	Octets base = random_octets(random, setup.cfg.authenticated ? 112 : 44);

	if (!setup.cfg.authenticated && random() % 6 == 0)
		return slice(base, 0, 14 + random() % 31);
	if (setup.cfg.authenticated)
		sign(base, golden::key());
	return random() % 6 ? with_tail(base, random_tail(random, base, setup.cfg.has_keys)) : base;
}

// Every reply sums up to a right checksum, whoever made it.
bool has_right_checksum(Octets frame) {
	header_copy copied = {};
	struct frame f = {};
	headers h = {};

	if (!open_memory(frame.data(), frame.data() + frame.size(), 1, &copied, &f, &h))
		return false;
	const pkt p = {frame.data(), frame.data() + frame.size()};

	return !h.udp->check ||
	       fold(pseudo_header_sum(&h) + sum_range(&p, f.l4, stamp_swap16(h.udp->len))) ==
		       CHECKSUM_GOOD;
}

// As the datapath of the same setup.
void set_up_memory(const Setup &setup) {
	memory_store = std::make_unique<MemoryStore>();
	::cfg = setup.cfg;
	::live = setup.live;
	total_next_ns = 0;
	memory_store->now_ns = setup.cfg.test_clock_ns + setup.live.utc_minus_clock_ns;
	memory_store->slots.resize(setup.cfg.max_sessions);
	if (!setup.cfg.has_keys)
		return;
	stamp_keys &keys = memory_store->keys[STAMP_ANY_SSID];

	keys.count = 1;
	keys.key[0] = midstate_of(golden::key());
}

// Either hook in turn, of the same store: what is counted of a source is in its replies.
void check_alike(const Setup &setup, std::uint32_t seed) {
	Datapath datapath = reflector(setup);
	std::mt19937 random(seed);
	int answers = 0;

	set_up_memory(setup);
	for (const char *address : ours) {
		datapath.add_local(address);
		memory_store->ours.push_back(address_key(address));
	}
	for (int i = 0; i < 2000; i++) {
		const Octets request = random_shape(random).payload(random_payload(random, setup));
		const bool at_xdp = i % 2;
		Octets reply;

		INFO("request " << i << ": " << to_hex(request));
		if (at_xdp) {
			const Run run = datapath.run(Program::refl_xdp, request);

			reply = run.action == XDP_TX ? run.out : Octets();
		} else if (const auto run = datapath.reflect(request)) {
			reply = run->out;
		}
		const MemoryRun in_memory = reflect_in_memory(request, at_xdp ? HOOK_XDP : HOOK_TC);

		REQUIRE(to_hex(reply) == to_hex(in_memory.reply));
		REQUIRE((reply.empty() || has_right_checksum(reply)));
		answers += !reply.empty();
	}
	CHECK(answers > 1000);
}

} // namespace

TEST_CASE("L-02 a whole reply is octet by octet the same from the kernel and as C") {
	Setup setup = tlv_setup();

	setup.live.sync_source = STAMP_SYNC_PTP;
	SECTION("without TLVs") {
		setup.cfg.process_tlvs = 0;
	}
	SECTION("with TLVs") {
		setup.cfg.micro_session = stamp_swap16(1);
		setup.cfg.dscp_allowed = 0x0123456789abcdef;
	}
	SECTION("with signed TLVs") {
		setup.cfg.has_keys = 1;
		setup.cfg.location_blank = STAMP_BLANK_MAC;
	}
	SECTION("authenticated") {
		setup.cfg.authenticated = setup.cfg.has_keys = 1;
	}
	SECTION("stateful, a few sessions for each source") {
		setup.cfg.max_sessions = 1000;
		setup.cfg.session_timeout_ns = 900'000'000'000;
		setup.cfg.sessions_per_source = 700;
	}
	check_alike(setup, 10052);
}
