// SPDX-License-Identifier: Apache-2.0
// What answers.cc measures, and how it is shown.
#pragma once

#include <array>
#include <vector>

namespace stamp::bench {

enum class Hook { tc, xdp };

struct Sample {
	double offered = 0, answered = 0; // per second
	double cpu_ns = 0;		  // per answer
	double arrived = 0;		  // of the answers, at the generator's end
};

struct Subject {
	const char *name;
	Hook hook;
	bool is_signed = false;		  // requests of 112 octets
	std::vector<Sample> kept_up = {}; // offered a little more than it answers
	std::vector<Sample> flooded = {};
	std::vector<std::vector<double>> in_place = {}; // of each program, ns a run
};

// Of each hook: bare, floor, stamp; the floor with six blocks of SHA-256, stamp with signatures.
constexpr std::size_t per_hook = 5, bare = 0, honest = 1, open = 2, six_blocks = 3, signed_ = 4;
using Subjects = std::array<Subject, 2 * per_hook>;

void print(const Subjects &all);
void print_json(const Subjects &all);

} // namespace stamp::bench
