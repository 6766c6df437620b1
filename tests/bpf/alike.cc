// SPDX-License-Identifier: Apache-2.0
// What the programs answer, what the same library makes of the same request in plain memory, and
// what the datapath of sockets does. The clock stands still, so that even times and signatures have
// to be the same.
#include <random>

#include "bpf/tlv_rows.h"
#include "socket/batch.h"
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

// Every reply has a right checksum, on each of the three paths.
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

// What an IP network carries of a frame, and a socket sees or says.
struct Carried {
	stamp_addr from, to;
	std::uint16_t from_port, to_port;
	bool is_ipv6;
	std::uint8_t ttl, tos;
	Octets payload;
};

Carried carried_by(Octets octets, int has_mac) {
	header_copy copied = {};
	struct frame f = {};
	headers h = {};

	REQUIRE(open_memory(octets.data(), octets.data() + octets.size(), has_mac, &copied, &f,
			    &h));
	return {source_of(&h),
		destination_of(&h),
		h.udp->source,
		h.udp->dest,
		h.is_ipv6 != 0,
		ttl_of(&h),
		tos_of(&h),
		slice(octets, f.l4 + sizeof(udphdr), stamp_swap16(h.udp->len) - sizeof(udphdr))};
}

std::string text_of(const Carried &c) {
	return to_hex(Octets(reinterpret_cast<const std::uint8_t *>(&c.from),
			     reinterpret_cast<const std::uint8_t *>(&c.from + 1))) +
	       ":" + std::to_string(c.from_port) + " " +
	       to_hex(Octets(reinterpret_cast<const std::uint8_t *>(&c.to),
			     reinterpret_cast<const std::uint8_t *>(&c.to + 1))) +
	       ":" + std::to_string(c.to_port) + " ttl " + std::to_string(c.ttl) + " tos " +
	       std::to_string(c.tos) + " " + to_hex(c.payload);
}

// What the reflector of sockets does with a request; empty: it does not answer.
std::string reply_by_socket(const Carried &request) {
	constexpr std::size_t room_behind = 64;
	Octets memory(stamp::socket::room_before + request.payload.size() + room_behind);
	std::uint8_t *const payload = memory.data() + stamp::socket::room_before;

	std::copy(request.payload.begin(), request.payload.end(), payload);
	stamp::socket::Arrived arrived;
	arrived.from = request.from;
	arrived.to = request.to;
	arrived.from_port = request.from_port;
	arrived.is_ipv6 = request.is_ipv6;
	arrived.ttl = request.ttl;
	arrived.tos = request.tos;
	arrived.octets = request.payload.size();
	const pkt p = {.start = write_headers(arrived, request.to_port, payload),
		       .end = payload + request.payload.size(),
		       .room = memory.data() + memory.size(),
		       .hook = HOOK_TC,
		       .without_checksum = true};

	if (reflect(&p) != STAMP_V_REFLECTED || write_t3(&p) != STAMP_V_STAMPED)
		return {};
	return text_of(carried_by(Octets(p.start, p.end), 0));
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
	use_key(midstate_of(golden::key()));
}

// A store of its own, for a socket knows of no Ethernet.
void set_up_socket(const Setup &setup, stamp::socket::Store &store) {
	stamp::socket::enter(store);
	::cfg = setup.cfg;
	::cfg.has_mac = 0;
	::live = setup.live;
	total_next_ns = 0;
	store.now_ns = memory_store->now_ns;
	store.slots.resize(setup.cfg.max_sessions);
	for (const char *address : ours)
		store.local.set({128, address_key(address)}, STAMP_LOCAL_UNICAST);
	if (setup.cfg.has_keys)
		use_key(midstate_of(golden::key()), store);
	stamp::socket::enter(*memory_store);
}

// Either hook in turn, of the same store: what is counted of a source is in its replies.
void check_alike(const Setup &setup, std::uint32_t seed) {
	Datapath datapath = reflector(setup);
	std::mt19937 random(seed);
	int answers = 0;

	set_up_memory(setup);
	for (const char *address : ours) {
		datapath.add_local(address);
		memory_store->local.set({128, address_key(address)}, STAMP_LOCAL_UNICAST);
	}
	stamp::socket::Store by_socket;
	set_up_socket(setup, by_socket);
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
		stamp::socket::enter(by_socket);
		const std::string at_socket = reply_by_socket(carried_by(request, 1));
		stamp::socket::enter(*memory_store);
		if (setup.cfg.location_blank & STAMP_BLANK_MAC)
			REQUIRE(at_socket == (reply.empty() ? "" : text_of(carried_by(reply, 1))));
		answers += !reply.empty();
	}
	CHECK(answers > 1000);
}

} // namespace

TEST_CASE("L-02 a whole reply is octet by octet the same from the kernel, as C and by socket") {
	Setup setup = tlv_setup();

	setup.live.sync_source = STAMP_SYNC_PTP;
	SECTION("without TLVs") {
		setup.cfg.process_tlvs = 0;
	}
	SECTION("with TLVs") {
		setup.cfg.micro_session = stamp_swap16(1);
		setup.cfg.dscp_allowed = 0x0123456789abcdef;
		setup.cfg.return_paths = STAMP_RETURN_NO_REPLY | STAMP_RETURN_SAME_LINK;
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
	setup.cfg.location_blank |= STAMP_BLANK_MAC; // a socket has none to tell
	check_alike(setup, 9503);
}
