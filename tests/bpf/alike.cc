// SPDX-License-Identifier: Apache-2.0
// What the programs answer, beside what the same library makes of the same request as plain C: in
// memory, one step after the other, every checksum in full. The clock stands still, so that even
// times and signatures have to be the same.
#include <map>
#include <random>

#include "bpf/lib/authenticated.h"
#include "bpf/lib/reflect.h"
#include "bpf/lib/timestamp.h"
#include "bpf/tlv_rows.h"
#include "support/memory_tlvs.h"
#include "support/tlv_rules.h"

using namespace stamp::test;

namespace {

// A stateless reflector that admits everybody; the key is that of the vectors.
class InMemory {
public:
	explicit InMemory(const Setup &setup)
		: setup_(setup), base_(setup.cfg.authenticated ? 112 : 44) {}

	// Empty: no reply.
	Octets answer(Octets request) {
		octets_ = std::move(request);
		open();
		const __u8 ttl = ttl_of(&h_);
		const stamp_request asked = read_base();

		if (f_.payload < base_) { // what is behind a short request is padding of the link
			octets_.resize(f_.l4 + 8 + base_);
			f_.ip_octets = static_cast<__u32>(octets_.size()) - f_.l3;
			h_.udp->len = stamp_swap16(static_cast<__u16>(8 + base_));
		} else if (setup_.cfg.process_tlvs && f_.payload >= base_ + 4 && !answer_tail()) {
			return {};
		}
		turn();
		write_base(asked, ttl);
		write_headers();
		return octets_;
	}

private:
	// The headers as copies, whatever the shape.
	void open() {
		f_ = {};
		h_ = {};
		const pkt p = packet();
		REQUIRE(open_memory(p.start, p.end, 1, &copy_, &f_, &h_));
		complete(&f_, &h_);
		REQUIRE(check_lengths(&f_, h_.udp, static_cast<__u32>(octets_.size())) ==
			STAMP_V_GO_ON);
		REQUIRE((h_.is_copied || copy_headers(&p, 1, &copy_, &f_, &h_)));
	}
	pkt packet() { return {octets_.data(), octets_.data() + octets_.size()}; }
	[[nodiscard]] std::uint8_t *at(std::size_t offset) { return octets_.data() + offset; }

	stamp_request read_base() {
		stamp_request plain = {};
		stamp_auth_request signed_base = {};

		if (base_ == 44) {
			std::memcpy(&plain, at(f_.l4 + 8), std::min<std::size_t>(f_.payload, 44));
			return plain;
		}
		std::memcpy(&signed_base, at(f_.l4 + 8), sizeof(signed_base));
		return plain_request(&signed_base);
	}

	tlv_world world() {
		tlv_world w = {};

		w.source = source_of(&h_);
		w.destination = destination_of(&h_);
		w.source_port = h_.udp->source;
		w.destination_port = h_.udp->dest;
		w.has_mac = 1;
		std::copy_n(h_.eth->source, 3, w.mac);
		w.is_ipv6 = static_cast<__u8>(h_.is_ipv6);
		w.tos = tos_of(&h_);
		w.rx = w.tx = ++measured_[to_hex(
			{reinterpret_cast<const std::uint8_t *>(&w.source),
			 reinterpret_cast<const std::uint8_t *>(&w.source + 1)})];
		w.previous_timestamp = w.timestamp_in = w.timestamp_out = STAMP_STAMPED_SW;
		w.sync_source = setup_.live.sync_source;
		w.dscp_allowed = setup_.cfg.dscp_allowed;
		w.micro_session = setup_.cfg.micro_session;
		w.location_blank = setup_.cfg.location_blank;
		return w;
	}

	bool answer_tail() {
		const std::uint32_t first = f_.l4 + 8 + base_;
		const Octets seq = slice(octets_, f_.l4 + 8, 4);
		tlv_world w = world();
		TlvSetting setting;

		setting.authenticated = setup_.cfg.authenticated;
		setting.has_keys = setup_.cfg.has_keys;
		setting.verify = [&](const std::uint8_t *from, const std::uint8_t *hmac) {
			return tlv_tag(seq, {from, hmac}, golden::key()) ==
			       Octets(hmac + 4, hmac + 20);
		};
		answer_tlvs(packet(), first, setting, w, octets_.size() - first - tail_octets());
		if (w.sign_at) {
			const Octets tag = tlv_tag(seq, slice(octets_, first, w.sign_at - first),
						   golden::key());

			std::copy(tag.begin(), tag.end(), at(w.sign_at + 4));
		}
		set_dscp(&h_, w.reply_dscp);
		if (w.has_reply_source)
			set_destination(&h_, &w.reply_source);
		return !w.discard;
	}
	[[nodiscard]] std::size_t tail_octets() const { return f_.payload - base_; }

	void turn() {
		const auto octets = static_cast<__u16>(f_.ip_octets);

		if (h_.is_ipv6)
			turn_ipv6(h_.ip6, octets);
		else
			turn_ipv4(h_.ip4, octets);
		turn_ethernet(h_.eth);
		turn_ports(h_.udp);
	}

	void write_base(const stamp_request &asked, __u8 ttl) {
		const stamp_ts now = timestamp(static_cast<__u64>(setup_.cfg.test_clock_ns),
					       static_cast<stamp_format>(setup_.cfg.format));
		const stamp_reply reply =
			reply_to(&asked, asked.seq, now, setup_.live.error_estimate, ttl);
		stamp_auth_reply with_tag = {};

		if (base_ == 44) {
			std::memcpy(at(f_.l4 + 8), &reply, sizeof(reply));
			return;
		}
		auth_reply(&reply, &with_tag);
		std::memcpy(at(f_.l4 + 8), &with_tag, sizeof(with_tag));
		Octets payload = slice(octets_, f_.l4 + 8, base_);

		sign(payload, golden::key());
		std::copy(payload.begin(), payload.end(), at(f_.l4 + 8));
	}

	void write_headers() {
		const std::size_t ip_octets = h_.is_ipv6 ? sizeof(ipv6hdr) : sizeof(iphdr);
		const std::size_t datagram = stamp_swap16(h_.udp->len);

		h_.udp->check = 0;
		std::memcpy(at(f_.l4), h_.udp, sizeof(*h_.udp));
		Octets covered = slice(octets_, f_.l4, datagram);

		covered.resize((datagram + 3) / 4 * 4);
		__u64 sum = pseudo_header_sum(&h_);

		for (std::size_t i = 0; i < covered.size(); i += 4)
			sum += sum_words(&covered[i], 4);
		h_.udp->check = udp_checksum(sum);
		std::memcpy(at(f_.l4), h_.udp, sizeof(*h_.udp));
		std::memcpy(at(0), h_.eth, sizeof(*h_.eth));
		std::memcpy(at(f_.l3), h_.is_ipv6 ? static_cast<void *>(h_.ip6) : h_.ip4,
			    ip_octets);
		std::fill(at(f_.l3 + ip_octets), at(f_.l4), std::uint8_t{IPV4_NO_OPERATION});
	}

	Setup setup_;
	std::uint32_t base_;
	Octets octets_;
	copy copy_ = {};
	frame f_ = {};
	headers h_ = {};
	std::map<std::string, std::uint32_t> measured_; // requests with TLVs, by their source
};

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

// Either hook in turn: what a stateless reflector counts of a source is in its replies.
void check_alike(const Setup &setup, std::uint32_t seed) {
	Datapath datapath = reflector(setup);
	InMemory in_memory(setup);
	std::mt19937 random(seed);
	int answers = 0;

	our_tlv_addresses.clear();
	for (const char *address : ours) {
		datapath.add_local(address);
		our_tlv_addresses.push_back(address_key(address));
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
		REQUIRE(to_hex(reply) == to_hex(in_memory.answer(request)));
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
	check_alike(setup, 10052);
}
