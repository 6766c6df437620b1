// SPDX-License-Identifier: Apache-2.0
// Nanoseconds a packet costs in each program, beside the empty program and beside the honest floor
// (floor.bpf.c), all of them interleaved in one run, the median of several rounds.
#include <arpa/inet.h>
#include <bpf/bpf.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <map>
#include <string>

#include "bench/floor.h"
#include "support/golden.h"
#include "support/prog_run.h"

namespace {

using namespace stamp::test;
using stamp::bench::Floor;

constexpr int skipped = 77;
constexpr int rounds = 41;
constexpr std::uint32_t turns = 20000;
static_assert(turns < STAMP_RING_OCTETS / 96, "the ring holds what a run leaves unread");
constexpr std::uint16_t sender_port = 45678;

struct Case {
	std::string name;
	int program;
	Octets frame;
	bool restored = false; // the program changes the packet: `restore` goes before each turn
	std::uint32_t mark = 0;
	Datapath *reader = nullptr; // whose ring fills meanwhile
	int action = next_program;
	std::vector<double> ns = {};
};

[[noreturn]] void give_up(const std::string &what) {
	std::fprintf(stderr, "bench: %s\n", what.c_str());
	std::exit(EXIT_FAILURE);
}

// Of this thread: what others do on the machine meanwhile costs it caches only.
double cpu_ns() {
	timespec time = {};

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
	return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

double run_once(floor_bpf *floor, Case &c) {
	Octets out(c.frame.size() + 256);
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = c.frame.data(), .data_out = out.data(),
		    .data_size_in = static_cast<std::uint32_t>(c.frame.size()),
		    .data_size_out = static_cast<std::uint32_t>(out.size()),
		    .repeat = static_cast<int>(turns));
	const std::uint32_t first = 0;

	floor->bss->mark = c.mark;
	floor->bss->frame_octets =
		static_cast<std::uint32_t>(std::min(c.frame.size(), sizeof(floor->bss->frame)));
	std::memcpy(floor->bss->frame, c.frame.data(), floor->bss->frame_octets);
	if (c.restored &&
	    bpf_map_update_elem(bpf_map__fd(floor->maps.under_test), &first, &c.program, BPF_ANY))
		give_up("cannot enter " + c.name);
	const int fd = c.restored ? bpf_program__fd(floor->progs.restore) : c.program;
	const double begin = cpu_ns();

	if (bpf_prog_test_run_opts(fd, &options))
		give_up("cannot run " + c.name);
	const double took = cpu_ns() - begin;

	if (static_cast<int>(options.retval) != c.action)
		give_up(c.name + " ended with action " +
			std::to_string(static_cast<int>(options.retval)));
	if (c.reader && c.reader->records().size() != turns)
		give_up(c.name + " lost records");
	return took / turns;
}

double median(std::vector<double> values) {
	std::sort(values.begin(), values.end());
	return values[values.size() / 2];
}

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
		std::printf("%s\n", datapath.error().text().c_str());
		std::exit(datapath.error().code == EPERM ? skipped : EXIT_FAILURE);
	}
	for (const char *address : {"192.0.2.2", "2001:db8::2", "fe80::2"})
		datapath->add_local(address);
	datapath->add_local("192.0.2.255", STAMP_LOCAL_BROADCAST);
	datapath->add_peer("192.0.2.2", 862, 0);
	datapath->add_peer("2001:db8::2", 862, 1);
	return *std::move(datapath);
}

class Bench {
public:
	explicit Bench(floor_bpf *floor) : floor_(floor) {}

	// A program that leaves the packet as it was.
	void foreign(const std::string &name, int program, const Octets &frame) {
		cases_.push_back({name, program, frame});
	}
	// A program that answers the packet or stamps it.
	void restored(const std::string &name, int program, const Octets &frame, int action,
		      std::uint32_t mark = 0) {
		cases_.push_back({name, program, frame, true, mark, nullptr, action});
	}
	void reading(const std::string &name, Datapath &reader, Program program,
		     const Octets &frame) {
		cases_.push_back({name, reader.fd(program), frame, false, 0, &reader, dropped});
	}

	void run() {
		for (int round = 0; round < rounds; round++)
			for (auto &c : cases_)
				c.ns.push_back(run_once(floor_, c));
		for (const auto &c : cases_)
			median_[c.name] = median(c.ns);
	}

	[[nodiscard]] double ns(const std::string &name) const { return median_.at(name); }
	// What the program adds to the empty one in its place.
	[[nodiscard]] double net(const Case &c) const {
		return ns(c.name) - ns(c.restored ? "empty, restored" : "empty");
	}
	[[nodiscard]] double net(const std::string &name) const {
		for (const auto &c : cases_)
			if (c.name == name)
				return net(c);
		give_up("no case " + name);
	}

	void print() const {
		std::printf("%-44s %8s %8s   %s\n", "program and packet", "ns", "net",
			    "rounds from-to");
		for (const auto &c : cases_) {
			const auto [least, most] = std::minmax_element(c.ns.begin(), c.ns.end());

			std::printf("%-44s %8.1f %8.1f   %.1f-%.1f\n", c.name.c_str(), ns(c.name),
				    net(c), *least, *most);
		}
	}

private:
	floor_bpf *floor_;
	std::vector<Case> cases_;
	std::map<std::string, double> median_;
};

void add_foreign(Bench &bench, Datapath &reflector, Datapath &sender) {
	const std::pair<const char *, Octets> frames[] = {
		{"TCP", packet().ipv4().protocol(6)},
		{"UDP", packet().ipv4().ports(5000, 5001)},
		{"TCP over IPv6", packet().ipv6().protocol(6)},
	};

	for (const auto &[name, frame] : frames) {
		const std::string suffix = std::string(", foreign ") + name;

		bench.foreign("stamp_refl_in" + suffix, reflector.fd(Program::refl_in), frame);
		bench.foreign("stamp_refl_out" + suffix, reflector.fd(Program::refl_out), frame);
		bench.foreign("stamp_send_in" + suffix, sender.fd(Program::send_in), frame);
		bench.foreign("stamp_send_out" + suffix, sender.fd(Program::send_out), frame);
	}
}

void add_answers(Bench &bench, Datapath &reflector, floor_bpf *floor) {
	const std::pair<const char *, Packet> families[] = {{", IPv4", packet().ipv4()},
							    {", IPv6", packet().ipv6()}};

	for (const auto &[name, family] : families) {
		const Octets request = family;
		const Octets reply = Packet(family).ports(862, 50000).payload(golden::reply_ntp());

		bench.restored(std::string("floor_in") + name,
			       bpf_program__fd(floor->progs.floor_in), request, redirected);
		bench.restored(std::string("stamp_refl_in") + name, reflector.fd(Program::refl_in),
			       request, redirected);
		bench.restored(std::string("floor_out") + name,
			       bpf_program__fd(floor->progs.floor_out), reply, next_program);
		bench.restored(std::string("stamp_refl_out") + name,
			       reflector.fd(Program::refl_out), reply, next_program, STAMP_MARK);
	}
	bench.restored("stamp_refl_in, 802.1Q", reflector.fd(Program::refl_in), packet().vlan(1),
		       redirected);
	bench.restored("stamp_refl_in, no checksum", reflector.fd(Program::refl_in),
		       packet().checksum(Checksum::zero), redirected);
	bench.restored("stamp_refl_in, 1472 octets", reflector.fd(Program::refl_in),
		       packet().payload(Octets(1472)), redirected);
}

void add_sender(Bench &bench, Datapath &sender) {
	const Packet four = packet().ipv4("192.0.2.2", "192.0.2.1").ports(862, sender_port),
		     six = packet().ipv6("2001:db8::2", "2001:db8::1").ports(862, sender_port);

	bench.restored("stamp_send_out, IPv4", sender.fd(Program::send_out),
		       packet().ipv4().ports(sender_port, 862), next_program);
	bench.restored("stamp_send_out, IPv6", sender.fd(Program::send_out),
		       packet().ipv6().ports(sender_port, 862), next_program);
	bench.reading("stamp_send_in, IPv4", sender, Program::send_in,
		      Packet(four).payload(golden::reply_ntp()));
	bench.reading("stamp_send_in, IPv6", sender, Program::send_in,
		      Packet(six).payload(golden::reply_ntp()));
}

void print_goals(const Bench &bench) {
	double worst = 0;

	std::printf("\n");
	for (const char *family : {", IPv4", ", IPv6"}) {
		const auto sum = [&](const char *in, const char *out) {
			return bench.net(std::string(in) + family) +
			       bench.net(std::string(out) + family);
		};
		const double ours = sum("stamp_refl_in", "stamp_refl_out");
		const double floor = sum("floor_in", "floor_out");
		const double harness = 2 * bench.ns("empty");

		std::printf(
			"ingress + egress%s: %.1f ns, floor %.1f ns: %.2f times; with the empty "
			"program's own time %.2f times (goal 1.50)\n",
			family, ours, floor, ours / floor, (ours + harness) / (floor + harness));
	}
	for (const char *program :
	     {"stamp_refl_in", "stamp_refl_out", "stamp_send_in", "stamp_send_out"})
		for (const char *kind : {"TCP", "UDP", "TCP over IPv6"})
			worst = std::max(worst,
					 bench.net(std::string(program) + ", foreign " + kind));
	std::printf("a foreign packet: at most %.1f ns above the empty program (goal 8)\n", worst);
}

} // namespace

int main() {
	Setup any = reflector_setup(), unlimited = reflector_setup();

	any.cfg.any_address = 1;
	unlimited.cfg.rate = {};
	Datapath reflector = loaded(reflector_setup()), to_any = loaded(any),
		 without_rate = loaded(unlimited), sender = loaded(sender_setup());
	const Floor floor(floor_bpf__open_and_load());

	if (!floor)
		give_up("cannot load the floor");
	Bench bench(floor.get());
	const int empty = bpf_program__fd(floor->progs.empty);

	bench.foreign("empty", empty, packet());
	bench.restored("empty, restored", empty, packet(), next_program);
	add_foreign(bench, reflector, sender);
	add_answers(bench, reflector, floor.get());
	bench.restored("stamp_refl_in, any address", to_any.fd(Program::refl_in), packet(),
		       redirected);
	bench.restored("stamp_refl_in, no rate", without_rate.fd(Program::refl_in), packet(),
		       redirected);
	add_sender(bench, sender);
	bench.run();
	bench.print();
	print_goals(bench);
	return EXIT_SUCCESS;
}
