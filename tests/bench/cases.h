// SPDX-License-Identifier: Apache-2.0
// Programs and packets whose cost is measured by BPF_PROG_TEST_RUN, all of them in turn, the median
// of several rounds.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "bench/floor.h"
#include "support/prog_run.h"

namespace stamp::bench {

enum class Hook { tc, xdp };

struct Case {
	std::string program;
	std::string packet;
	Hook hook;
	int fd;
	test::Octets frame;
	int action;	       // how the program ends
	bool restored = false; // the program changes the packet: it is put right before each turn
	std::size_t reply_at = 0;	  // where a reply begins that ingress made; 0: it is none
	test::Datapath *reader = nullptr; // whose ring fills meanwhile
	std::vector<double> ns = {};
	double median_ns = 0;
	double net_ns = 0; // beyond the empty program in the same place
};

[[noreturn]] void give_up(const std::string &what);

class Cases {
public:
	explicit Cases(floor_bpf *floor);

	void add(Case c) { cases_.push_back(std::move(c)); }
	void run();
	// As a table, and as a line of JSON.
	void print() const;
	void print_json() const;
	[[nodiscard]] const Case &find(const std::string &program, const std::string &packet) const;
	[[nodiscard]] const std::vector<Case> &all() const { return cases_; }

private:
	[[nodiscard]] double run_once(const Case &c) const;
	void enter(const Case &c) const;
	[[nodiscard]] int restorer(Hook hook) const;

	floor_bpf *floor_;
	std::vector<Case> cases_;
};

} // namespace stamp::bench
