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
	std::vector<Sample> kept_up = {}; // offered a little more than it answers
	std::vector<Sample> flooded = {};
	std::vector<std::vector<double>> in_place = {}; // of each program, ns a run
};

using Subjects = std::array<Subject, 6>; // of each hook: bare, floor, stamp

void print(const Subjects &all);
void print_json(const Subjects &all);

} // namespace stamp::bench
