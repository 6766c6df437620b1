// SPDX-License-Identifier: Apache-2.0
// Damaged packets of every shape, the same ones in each run (L-01).
#include <algorithm>
#include <random>

#include "bpf/rows.h"

using namespace stamp::test;

namespace {

// A reply before egress: T2 in the place of T3, too.
Octets unstamped_reply() {
	Octets reply = golden::reply_ntp();

	std::copy_n(reply.begin() + 16, 8, reply.begin() + 4);
	return reply;
}

std::vector<Octets> seeds() {
	return {
		packet(),
		packet().ipv6(),
		packet().payload(pattern(14)),
		packet().ipv6().payload(pattern(20)),
		packet().payload(pattern(300)),
		packet().vlan(1).options(Octets(12, 1)),
		packet().vlan(1, 0x88a8).vlan(2).ipv6(),
		packet().ipv6().extension(0, Octets(6)).extension(60, Octets(14)),
		packet().checksum(Checksum::zero),
		packet().ports(862, 50000).payload(golden::reply_ntp()),
		packet().ports(50000, 862).payload(golden::reply_ntp()),
		packet().ports(862, 862).payload(slice(golden::reply_ntp(), 0, 41)),
		packet().ports(862, 50000).payload(unstamped_reply()),
		packet().vlan(1).ipv6().ports(862, 50000).payload(unstamped_reply()),
	};
}

// Repairs the checksums now and then, so that damage gets past them.
void repair(Octets &frame) {
	if (frame.size() < 42 || frame[14] != 0x45)
		return;
	put16(frame, 24, 0);
	put16(frame, 24, internet_checksum(slice(frame, 14, 20)));
	put16(frame, 40, 0);
}

Octets damaged(Octets frame, std::mt19937 &random) {
	const auto below = [&random](std::size_t limit) { return random() % limit; };

	for (std::size_t changes = 1 + below(4); changes; changes--) {
		const std::size_t at = below(frame.size());

		switch (below(5)) {
		case 0:
			frame[at] ^= static_cast<std::uint8_t>(1 << below(8));
			break;
		case 1:
			frame[at] = static_cast<std::uint8_t>(below(256));
			break;
		case 2:
			frame.resize(std::max<std::size_t>(14, at));
			break;
		case 3:
			append(frame, pattern(below(100)));
			break;
		default: /* headers matter more than payload */
			frame[14 + below(std::min<std::size_t>(frame.size() - 14, 60))] =
				static_cast<std::uint8_t>(below(256));
		}
		if (frame.size() < 15)
			break;
	}
	if (below(2))
		repair(frame);
	return frame;
}

// XDP answers what tc answers, with the same octets; it drops what tc drops, but for a checksum
// that is the pseudo header's sum, which it takes for one that a device was to complete.
void compare_with_xdp(Datapath &datapath, const Octets &frame, const Run &in) {
	const auto xdp = datapath.try_run(Program::refl_xdp, frame);

	if (!xdp)
		return; // the kernel makes no XDP buffer of it
	if (in.verdict == STAMP_V_REFLECTED) {
		const Run out = datapath.run(Program::refl_out, in.out);

		CHECK(xdp->action == XDP_TX);
		CHECK(to_hex(xdp->out) == to_hex(out.out));
	} else if (in.verdict != STAMP_V_BAD_CHECKSUM) {
		CHECK(xdp->action == (in.action == dropped ? XDP_DROP : XDP_PASS));
		CHECK(to_hex(xdp->out) == to_hex(frame));
	}
}

void run_mutations(Program program) {
	Datapath &datapath = plain();
	const auto shapes = seeds();
	std::mt19937 random(20262026);

	datapath.add_peer("192.0.2.2", 862, 0);
	datapath.add_peer("192.0.2.1", 50000, 1);
	for (int i = 0; i < 1000; i++) {
		const Octets frame = damaged(shapes[random() % shapes.size()], random);

		datapath.expect(unstamped_reply());
		const auto run = datapath.try_run(program, frame);

		INFO("mutation " << i << ": " << to_hex(frame));
		if (!run) {
			CHECK(run.error().code == EINVAL); /* the kernel made no packet of it */
			continue;
		}
		CHECK(run->counted == 1);
		if (run->verdict == STAMP_V_REFLECTED) {
			const Frame reply(run->out);

			CHECK(run->out.size() <=
			      std::max(frame.size(), reply.link().size() + 60 + 8 + 44));
			CHECK(reply.ip_checksum_is_valid());
			CHECK(reply.payload().size() >= 44);
		} else if (run->verdict != STAMP_V_STAMPED) {
			CHECK(to_hex(run->out) == to_hex(frame));
		} else {
			CHECK(run->out.size() == frame.size());
		}
		if (program == Program::refl_in)
			compare_with_xdp(datapath, frame, *run);
	}
}

} // namespace

TEST_CASE("L-01 a thousand damaged packets into the reflector's ingress") {
	run_mutations(Program::refl_in);
}

TEST_CASE("L-01 a thousand damaged packets out of the reflector's egress") {
	run_mutations(Program::refl_out);
}

TEST_CASE("L-01 a thousand damaged packets out of the sender's egress") {
	run_mutations(Program::send_out);
}

TEST_CASE("L-01 a thousand damaged packets into the sender's ingress") {
	run_mutations(Program::send_in);
	(void)plain().records();
}
