// SPDX-License-Identifier: Apache-2.0
// Nanoseconds a packet costs in each program, next to the empty program, the bare swap and the
// honest floor (floor.bpf.c).
#include <arpa/inet.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "bench/cases.h"
#include "support/golden.h"

namespace {

using namespace stamp::test;
using stamp::bench::Case;
using stamp::bench::Cases;
using stamp::bench::Floor;
using stamp::bench::Hook;

constexpr int skipped = 77;
constexpr std::uint16_t sender_port = 45678;
constexpr std::size_t payloads[] = {44, 512, 1400};
constexpr const char *families[] = {"IPv4", "IPv6"};

// As a reflector runs: the kernel's clock, its own addresses, a rate that is never reached.
Setup reflector_setup() {
	Setup setup;

	setup.cfg.test_clock_ns = 0;
	setup.cfg.any_address = 0;
	setup.cfg.rate = {1, 1000000000};
	return setup;
}

Setup sender_setup() {
	Setup setup;

	setup.cfg.test_clock_ns = 0;
	setup.cfg.ports[0] = htons(sender_port);
	setup.ring_octets = STAMP_RING_OCTETS;
	return setup;
}

Datapath loaded(const Setup &setup) {
	auto datapath = Datapath::load(setup);

	if (!datapath) {
		std::printf("skipped: %s\n", datapath.error().text().c_str());
		std::exit(datapath.error().code == EPERM ? skipped : EXIT_FAILURE);
	}
	for (const char *address : {"192.0.2.2", "2001:db8::2", "fe80::2"})
		datapath->add_local(address);
	datapath->add_local("192.0.2.255", STAMP_LOCAL_BROADCAST);
	datapath->add_peer("192.0.2.2", 862, 0);
	datapath->add_peer("2001:db8::2", 862, 1);
	return *std::move(datapath);
}

std::string name(const std::string &family, std::size_t octets) {
	return family + ", " + std::to_string(octets);
}

// `octets` of payload: a whole packet of the base, and what a sender pads it with.
Octets padded(Octets base, std::size_t octets) {
	base.resize(octets);
	return base;
}

// As ingress makes a reply: T2 in the place of T3, too.
Octets unstamped(Octets reply) {
	std::copy_n(reply.begin() + 16, 8, reply.begin() + 4);
	return reply;
}

Packet from_sender(const std::string &family) {
	return family == "IPv6" ? packet().ipv6() : packet().ipv4();
}

Packet from_reflector(const std::string &family) {
	return family == "IPv6" ? packet().ipv6("2001:db8::2", "2001:db8::1")
				: packet().ipv4("192.0.2.2", "192.0.2.1");
}

// What is in every answer, alone.
void add_pieces(Cases &cases, floor_bpf *floor) {
	for (const auto &[piece, program] : {std::pair{"clock_read", floor->progs.clock_read},
					     {"source_lookup", floor->progs.source_lookup},
					     {"counter", floor->progs.counter}})
		cases.add({piece, "", Hook::tc, bpf_program__fd(program), packet(), next_program});
}

void add_foreign(Cases &cases, const Datapath &reflector, const Datapath &sender) {
	const std::pair<const char *, Octets> frames[] = {
		{"foreign TCP", packet().ipv4().protocol(6)},
		{"foreign UDP", packet().ipv4().ports(5000, 5001)},
		{"foreign TCP, IPv6", packet().ipv6().protocol(6)},
		{"foreign UDP, IPv6", packet().ipv6().ports(5000, 5001)},
		{"foreign ARP", packet().ethertype(0x0806)},
	};

	for (const auto &[kind, frame] : frames) {
		const auto add = [&](const char *program, Hook hook, int fd) {
			cases.add({program, kind, hook, fd, frame,
				   hook == Hook::xdp ? int{XDP_PASS} : next_program});
		};
		add("stamp_refl_in", Hook::tc, reflector.fd(Program::refl_in));
		add("stamp_refl_out", Hook::tc, reflector.fd(Program::refl_out));
		add("stamp_refl_xdp", Hook::xdp, reflector.fd(Program::refl_xdp));
		add("stamp_send_in", Hook::tc, sender.fd(Program::send_in));
		add("stamp_send_out", Hook::tc, sender.fd(Program::send_out));
		add("stamp_send_xdp", Hook::xdp, sender.fd(Program::send_xdp));
	}
}

// What does not look at the payload beyond the base packet costs the same for every length.
void add_floor(Cases &cases, const std::string &family, floor_bpf *floor) {
	const Octets request = from_sender(family),
		     reply = from_reflector(family).ports(862, 50000);
	const auto add = [&](const char *program, Hook hook, const bpf_program *which,
			     const Octets &frame, int action) {
		cases.add({program, name(family, 44), hook, bpf_program__fd(which), frame, action,
			   true});
	};

	add("bare_in", Hook::tc, floor->progs.bare_in, request, redirected);
	add("floor_in", Hook::tc, floor->progs.floor_in, request, redirected);
	add("floor_out", Hook::tc, floor->progs.floor_out, reply, next_program);
	add("bare_xdp", Hook::xdp, floor->progs.bare_xdp, request, XDP_TX);
	add("floor_xdp", Hook::xdp, floor->progs.floor_xdp, request, XDP_TX);
}

void add_reflector(Cases &cases, const std::string &family, std::size_t octets,
		   const Datapath &reflector) {
	const Octets request = from_sender(family).payload(padded(golden::request(), octets));
	const Octets reply = from_reflector(family)
				     .ports(862, 50000)
				     .payload(padded(unstamped(golden::reply_ntp()), octets));
	const std::size_t reply_at = reply.size() - octets;
	const std::string packet = name(family, octets);

	cases.add({"stamp_refl_in", packet, Hook::tc, reflector.fd(Program::refl_in), request,
		   redirected, true});
	cases.add({"stamp_refl_out", packet, Hook::tc, reflector.fd(Program::refl_out), reply,
		   next_program, true, reply_at});
	cases.add({"stamp_refl_xdp", packet, Hook::xdp, reflector.fd(Program::refl_xdp), request,
		   XDP_TX, true});
}

void add_sender(Cases &cases, const std::string &family, std::size_t octets, Datapath &sender) {
	const Octets request = from_sender(family)
				       .ports(sender_port, 862)
				       .payload(padded(golden::request(), octets));
	const Octets reply = from_reflector(family)
				     .ports(862, sender_port)
				     .payload(padded(golden::reply_ntp(), octets));
	const std::string packet = name(family, octets);

	cases.add({"stamp_send_out", packet, Hook::tc, sender.fd(Program::send_out), request,
		   next_program, true});
	cases.add({"stamp_send_in", packet, Hook::tc, sender.fd(Program::send_in), reply, dropped,
		   false, 0, &sender});
	cases.add({"stamp_send_xdp", packet, Hook::xdp, sender.fd(Program::send_xdp), reply,
		   XDP_DROP, false, 0, &sender});
}

// One thing different at a time.
void add_variations(Cases &cases, const Datapath &reflector, const Datapath &to_any,
		    const Datapath &without_rate, const Datapath &stateful) {
	const auto both = [&](const char *what, const Datapath &datapath, const Octets &frame) {
		cases.add({"stamp_refl_in", what, Hook::tc, datapath.fd(Program::refl_in), frame,
			   redirected, true});
		cases.add({"stamp_refl_xdp", what, Hook::xdp, datapath.fd(Program::refl_xdp), frame,
			   XDP_TX, true});
	};

	both("any address", to_any, packet());
	both("no rate", without_rate, packet());
	both("stateful", stateful, packet());
	both("no checksum", reflector, packet().checksum(Checksum::zero));
	both("802.1Q", reflector, packet().vlan(1));
	for (const std::size_t octets : payloads)
		cases.add({"stamp_refl_xdp", "partial checksum, " + std::to_string(octets),
			   Hook::xdp, reflector.fd(Program::refl_xdp),
			   packet().payload(padded(golden::request(), octets))
				   .checksum(Checksum::pseudo),
			   XDP_TX, true});
}

void print_goals(const Cases &cases) {
	const Case *worst = &cases.all().front();

	std::printf("\n");
	for (const std::string family : families) {
		const auto net = [&](const char *program) {
			return cases.find(program, name(family, 44)).net_ns;
		};
		const double tc = net("stamp_refl_in") + net("stamp_refl_out");
		const double tc_floor = net("floor_in") + net("floor_out");

		std::printf("%s: at tc %.1f ns, floor %.1f ns: +%.1f ns; at xdp %.1f ns, floor "
			    "%.1f ns: +%.1f ns\n",
			    family.c_str(), tc, tc_floor, tc - tc_floor, net("stamp_refl_xdp"),
			    net("floor_xdp"), net("stamp_refl_xdp") - net("floor_xdp"));
	}
	for (const auto &c : cases.all())
		if (c.packet.starts_with("foreign") && c.net_ns > worst->net_ns)
			worst = &c;
	std::printf("a foreign packet: at most %.1f ns above the empty program (%s, %s; goal 8)\n",
		    worst->net_ns, worst->program.c_str(), worst->packet.c_str());
}

} // namespace

int main() {
	Setup any = reflector_setup(), unlimited = reflector_setup(), counting = reflector_setup();

	any.cfg.any_address = 1;
	unlimited.cfg.rate = {};
	counting.cfg.max_sessions = 64;
	counting.cfg.session_timeout_ns = 900'000'000'000;
	Datapath reflector = loaded(reflector_setup()), to_any = loaded(any),
		 without_rate = loaded(unlimited), stateful = loaded(counting),
		 sender = loaded(sender_setup());
	const Floor floor(floor_bpf__open());

	if (!floor || bpf_map__reuse_fd(floor->maps.turned, reflector.turned_map()) ||
	    floor_bpf__load(floor.get()))
		stamp::bench::give_up("cannot load the floor");
	Cases cases(floor.get());

	add_pieces(cases, floor.get());
	add_foreign(cases, reflector, sender);
	for (const char *family : families) {
		add_floor(cases, family, floor.get());
		for (const std::size_t octets : payloads) {
			add_reflector(cases, family, octets, reflector);
			add_sender(cases, family, octets, sender);
		}
	}
	add_variations(cases, reflector, to_any, without_rate, stateful);
	cases.run();
	cases.print();
	print_goals(cases);
	cases.print_json();
	return EXIT_SUCCESS;
}
