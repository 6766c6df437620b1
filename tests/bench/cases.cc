// SPDX-License-Identifier: Apache-2.0
#include "bench/cases.h"

#include <bpf/bpf.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "bench/median.h"

namespace stamp::bench {
namespace {

constexpr int rounds = 21;
constexpr std::uint32_t turns = 20000;
static_assert(turns < STAMP_RING_OCTETS / 96, "the ring holds what a run leaves unread");

// Of this thread: what others do on the machine meanwhile costs it caches only.
double cpu_ns() {
	timespec time = {};

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
	return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

const char *empty_name(const Case &c) {
	if (c.hook == Hook::xdp)
		return c.restored ? "empty at xdp, restored" : "empty at xdp";
	return c.restored ? "empty at tc, restored" : "empty at tc";
}

} // namespace

void give_up(const std::string &what) {
	std::fprintf(stderr, "bench: %s\n", what.c_str());
	std::exit(EXIT_FAILURE);
}

Cases::Cases(floor_bpf *floor) : floor_(floor) {
	const test::Octets frame = test::packet();

	for (const bool restored : {false, true}) {
		Case tc = {"",	     "",
			   Hook::tc, bpf_program__fd(floor->progs.empty),
			   frame,    test::next_program,
			   restored};
		Case xdp = {"",	   "",	     Hook::xdp, bpf_program__fd(floor->progs.empty_xdp),
			    frame, XDP_PASS, restored};

		tc.program = empty_name(tc);
		xdp.program = empty_name(xdp);
		add(tc);
		add(xdp);
	}
}

int Cases::restorer(Hook hook) const {
	return bpf_program__fd(hook == Hook::xdp ? floor_->progs.restore_xdp
						 : floor_->progs.restore);
}

void Cases::enter(const Case &c) const {
	const std::uint32_t first = 0;
	const bpf_map *map =
		c.hook == Hook::xdp ? floor_->maps.under_test_xdp : floor_->maps.under_test;

	floor_->bss->reply_how = c.reply_at ? STAMP_TURNED_WAITING : 0;
	std::memcpy(&floor_->bss->reply_seq, c.frame.data() + c.reply_at, sizeof(std::uint32_t));
	std::memcpy(&floor_->bss->reply_t2, c.frame.data() + c.reply_at + 4, sizeof(stamp_ts));
	floor_->bss->frame_octets =
		static_cast<std::uint32_t>(std::min(c.frame.size(), sizeof(floor_->bss->frame)));
	std::memcpy(floor_->bss->frame, c.frame.data(), floor_->bss->frame_octets);
	if (bpf_map_update_elem(bpf_map__fd(map), &first, &c.fd, BPF_ANY))
		give_up("cannot enter " + c.program);
}

double Cases::run_once(const Case &c) const {
	test::Octets out(c.frame.size() + 256);
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = c.frame.data(), .data_out = out.data(),
		    .data_size_in = static_cast<std::uint32_t>(c.frame.size()),
		    .data_size_out = static_cast<std::uint32_t>(out.size()),
		    .repeat = static_cast<int>(turns));

	__sk_buff came_in = {};

	came_in.ingress_ifindex = test::test_ifindex;
	if (c.hook == Hook::tc) {
		options.ctx_in = &came_in;
		options.ctx_size_in = sizeof(came_in);
	}
	if (c.restored)
		enter(c);
	const double begin = cpu_ns();

	if (bpf_prog_test_run_opts(c.restored ? restorer(c.hook) : c.fd, &options))
		give_up("cannot run " + c.program);
	const double took = cpu_ns() - begin;

	if (static_cast<int>(options.retval) != c.action)
		give_up(c.program + ", " + c.packet + ": ended with action " +
			std::to_string(static_cast<int>(options.retval)));
	if (c.reader && c.reader->records().size() != turns)
		give_up(c.program + " lost records");
	return took / turns;
}

void Cases::run() {
	for (int round = 0; round < rounds; round++)
		for (auto &c : cases_)
			c.ns.push_back(run_once(c));
	for (auto &c : cases_)
		c.median_ns = median(c.ns);
	for (auto &c : cases_)
		c.net_ns = c.median_ns - find(empty_name(c), "").median_ns;
}

const Case &Cases::find(const std::string &program, const std::string &packet) const {
	for (const auto &c : cases_)
		if (c.program == program && c.packet == packet)
			return c;
	give_up("no case " + program + ", " + packet);
}

void Cases::print() const {
	std::printf("%-24s %-24s %8s %8s   %s\n", "program", "packet", "ns", "net",
		    "rounds from-to");
	for (const auto &c : cases_) {
		const auto [least, most] = std::minmax_element(c.ns.begin(), c.ns.end());

		std::printf("%-24s %-24s %8.1f %8.1f   %.1f-%.1f\n", c.program.c_str(),
			    c.packet.c_str(), c.median_ns, c.net_ns, *least, *most);
	}
}

void Cases::print_json() const {
	const char *comma = "";

	std::printf("{\"bench\": \"prog_run\", \"cases\": [");
	for (const auto &c : cases_) {
		std::printf("%s{\"program\": \"%s\", \"packet\": \"%s\", \"ns\": %.1f, "
			    "\"net_ns\": %.1f}",
			    comma, c.program.c_str(), c.packet.c_str(), c.median_ns, c.net_ns);
		comma = ", ";
	}
	std::printf("]}\n");
}

} // namespace stamp::bench
