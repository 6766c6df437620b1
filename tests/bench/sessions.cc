// SPDX-License-Identifier: Apache-2.0
// What sessions cost a stateful reflector: nanoseconds an answer takes with few and with many of
// them alive, the memory of one, and how long it takes to read them all. They take turns in the
// order in which they began, where the processor reads ahead what lies next in memory, and in no
// order.
#include <bpf/bpf.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <numeric>
#include <random>
#include <string>

#include "bench/floor.h"
#include "bpf/pin/sessions.h"
#include "support/prog_run.h"

namespace {

using namespace stamp::test;
using stamp::bench::Floor;

constexpr int skipped = 77;
constexpr int rounds = 21;
constexpr std::uint32_t turns = 50000;
constexpr std::uint32_t room = STAMP_MOST_SESSIONS;

[[noreturn]] void give_up(const std::string &what) {
	std::fprintf(stderr, "bench_sessions: %s\n", what.c_str());
	std::exit(EXIT_FAILURE);
}

double seconds(clockid_t clock) {
	timespec time = {};

	clock_gettime(clock, &time);
	return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// As a reflector runs: the kernel's clock, a rate that is never reached.
Datapath loaded(std::uint32_t max_sessions) {
	Setup setup;

	setup.cfg.test_clock_ns = 0;
	setup.cfg.rate = {1, 1000000000};
	setup.cfg.max_sessions = max_sessions;
	setup.cfg.session_timeout_ns = STAMP_SESSION_TIMEOUT_S * 1000000000ull;
	auto datapath = Datapath::load(setup);

	if (!datapath) {
		std::printf("%s\n", datapath.error().text().c_str());
		std::exit(datapath.error().code == EPERM ? skipped : EXIT_FAILURE);
	}
	return *std::move(datapath);
}

class Runner {
public:
	Runner() : floor_(floor_bpf__open_and_load()) {
		if (!floor_)
			give_up("cannot load the floor");
		floor_->bss->frame_octets = static_cast<std::uint32_t>(frame_.size());
		std::memcpy(floor_->bss->frame, frame_.data(), frame_.size());
	}

	// From now on `sessions` of them take turns: in order, or as a fixed permutation has them.
	void arrange(std::uint32_t sessions, bool in_order) {
		std::uint32_t *order = floor_->bss->session_order;

		std::iota(order, order + sessions, 0);
		if (!in_order)
			std::shuffle(order, order + sessions, std::mt19937(1));
	}

	[[nodiscard]] int empty() const { return bpf_program__fd(floor_->progs.empty); }

	// Nanoseconds of one packet, `times` packets of `sessions` sessions in turn.
	double run(int program, std::uint32_t sessions, std::uint32_t times, int action) {
		const std::uint32_t first = 0;
		Octets out(frame_.size() + 256);
		LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame_.data(),
			    .data_out = out.data(),
			    .data_size_in = static_cast<std::uint32_t>(frame_.size()),
			    .data_size_out = static_cast<std::uint32_t>(out.size()),
			    .repeat = static_cast<int>(times));

		floor_->bss->session_count = sessions;
		if (bpf_map_update_elem(bpf_map__fd(floor_->maps.under_test), &first, &program,
					BPF_ANY))
			give_up("cannot enter a program");
		const double begin = seconds(CLOCK_THREAD_CPUTIME_ID);

		if (bpf_prog_test_run_opts(bpf_program__fd(floor_->progs.restore), &options))
			give_up("cannot run a program");
		const double took = seconds(CLOCK_THREAD_CPUTIME_ID) - begin;

		if (static_cast<int>(options.retval) != action)
			give_up("ended with action " +
				std::to_string(static_cast<int>(options.retval)));
		return took * 1e9 / times;
	}

	[[nodiscard]] int session_begin() const {
		return bpf_program__fd(floor_->progs.session_begin);
	}
	[[nodiscard]] int session_lookup() const {
		return bpf_program__fd(floor_->progs.session_lookup);
	}
	// Of sessions that are none of the first `room`.
	double run_strangers(int program, std::uint32_t times) {
		floor_->bss->first_session = room;
		const double bare = run(empty(), room, times, next_program);
		const double ns = run(program, room, times, dropped) - bare;

		floor_->bss->first_session = 0;
		return ns;
	}

	// The median of some rounds, less what the empty program takes in the same place.
	double net(int program, std::uint32_t sessions, int action = redirected) {
		std::vector<double> ns;

		for (int i = 0; i < rounds; i++) {
			const double bare = run(empty(), sessions, turns, next_program);

			ns.push_back(run(program, sessions, turns, action) - bare);
		}
		std::sort(ns.begin(), ns.end());
		return ns[ns.size() / 2];
	}

private:
	Floor floor_;
	Octets frame_ = packet().ipv4("10.0.128.0", "192.0.2.2")
				.ports(0x4000, 862)
				.stamp_request(seq(0).ssid(0xc000));
};

std::uint64_t octets_of(int map) {
	std::ifstream info("/proc/self/fdinfo/" + std::to_string(map));
	std::string word;

	while (info >> word)
		if (word == "memlock:" && info >> word)
			return std::stoull(word);
	return 0;
}

long resident_kib() {
	rusage usage = {};

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

void print_reading(const Datapath &datapath, std::uint32_t count) {
	std::uint64_t seen = 0, answers = 0;
	const long before = resident_kib();
	const double begin = seconds(CLOCK_MONOTONIC);
	const auto read = stamp::bpf::read_sessions(
		datapath.sessions_map(), std::chrono::seconds{STAMP_SESSION_TIMEOUT_S},
		stamp::mono_now(), [&](const stamp_session_key &, const stamp_session &session) {
			seen++;
			answers += session.tx;
		});

	if (!read)
		give_up(read.error().text());
	if (seen != count)
		give_up("read " + std::to_string(seen) + " sessions");
	std::printf(
		"%8llu sessions read in %.3f s, %ld KiB more memory than before; %llu answers\n",
		static_cast<unsigned long long>(seen), seconds(CLOCK_MONOTONIC) - begin,
		resident_kib() - before, static_cast<unsigned long long>(answers));
}

// What is beyond the table gets no answer, and those in it go on.
void print_full(Runner &runner, const Datapath &stateful) {
	constexpr std::uint32_t strangers = 1000; // each looks at STAMP_PLACES_TRIED places
	const int program = stateful.fd(Program::refl_in);
	std::vector<double> ns;

	runner.run(program, room, room, redirected);
	for (int i = 0; i < rounds; i++)
		ns.push_back(runner.run_strangers(program, strangers));
	std::sort(ns.begin(), ns.end());
	std::printf(
		"%8u sessions, the table is full: a request of a new one is refused in %.0f ns\n",
		room, ns[ns.size() / 2]);
	runner.run(program, room, room, redirected);
	print_reading(stateful, room);
}

void print_memory(const Datapath &stateful) {
	const std::uint64_t table = octets_of(stateful.sessions_map()),
			    places = octets_of(stateful.places_map());

	std::printf("memory of one session: %.1f octets (table %.1f, place %.1f), taken when the "
		    "reflector starts\n",
		    static_cast<double>(table + places) / room, static_cast<double>(table) / room,
		    static_cast<double>(places) / room);
}

struct Times {
	double reflector, lookup;
};

// Every session begins, with one request each, and then they take turns.
void begin_sessions(Runner &runner, const Datapath &stateful, std::uint32_t count) {
	runner.arrange(count, true);
	const double first = runner.run(stateful.fd(Program::refl_in), count, count, redirected);

	runner.run(runner.session_begin(), count, count, next_program);
	if (count > 1) // once is no measurement
		std::printf("%8u sessions  the first packet of each %.1f ns, with the empty "
			    "program and the restoring\n",
			    count, first);
}

Times print_turns(Runner &runner, const Datapath &stateful, std::uint32_t count, bool in_order) {
	runner.arrange(count, in_order);
	const Times times = {
		.reflector = runner.net(stateful.fd(Program::refl_in), count),
		.lookup = runner.net(runner.session_lookup(), count, next_program),
	};

	std::printf("%8u sessions  %8.1f ns; a look-up in the kernel's table alone %.1f ns; %s\n",
		    count, times.reflector, times.lookup,
		    in_order ? "in the order in which they began" : "in no order");
	return times;
}

void print_ratio(const Times &one, const Times &many, const char *order) {
	std::printf("1,000,000 sessions next to 1, in %s: %.2f times (goal 2); the look-up alone "
		    "%.2f times, %.0f of the %.0f ns more\n",
		    order, many.reflector / one.reflector, many.lookup / one.lookup,
		    many.lookup - one.lookup, many.reflector - one.reflector);
}

} // namespace

int main() {
	Runner runner;
	const Datapath stateless = loaded(0), stateful = loaded(room);
	Times one = {}, in_order = {}, in_none = {};

	std::printf("stamp_refl_in, IPv4, requests of all sessions in turn; room for %u\n", room);
	runner.arrange(1, true);
	std::printf("%8s sessions  %8.1f ns (stateless, one sender)\n", "no",
		    runner.net(stateless.fd(Program::refl_in), 1));
	for (std::uint32_t count : {1u, 1000u, 100000u, 1000000u}) {
		begin_sessions(runner, stateful, count);
		in_order = print_turns(runner, stateful, count, true);
		if (count == 1)
			one = in_order;
		else
			in_none = print_turns(runner, stateful, count, false);
		print_reading(stateful, count);
	}
	print_ratio(one, in_order, "order");
	print_ratio(one, in_none, "no order");
	runner.arrange(room, true);
	std::printf("1,000,000 alive, packets of one: %.1f ns\n",
		    runner.net(stateful.fd(Program::refl_in), 1));
	print_full(runner, stateful);
	print_memory(stateful);
	return EXIT_SUCCESS;
}
