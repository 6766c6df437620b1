// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "bench/answers.h"
#include "bench/median.h"

namespace stamp::bench {
namespace {

using Run = std::vector<Sample> Subject::*;

double middle(const std::vector<Sample> &samples, double Sample::*what) {
	std::vector<double> values;
	for (const Sample &sample : samples)
		values.push_back(sample.*what);
	return median(values);
}

// Round by round: the machine is not as fast in one as in the next.
double share(const std::vector<Sample> &floor, const std::vector<Sample> &own) {
	std::vector<double> shares;
	for (std::size_t i = 0; i < own.size(); i++)
		shares.push_back(floor[i].cpu_ns / own[i].cpu_ns);
	return median(shares);
}

const char *text(Hook hook) {
	return hook == Hook::xdp ? "xdp" : "tc";
}

void print_row(const Subject &s, const Subject &bare, const Subject &floor, Run run) {
	std::printf("%-4s %-6s %10.0f %10.0f %8.0f %8.2f %8.2f %8.2f\n", text(s.hook), s.name,
		    middle(s.*run, &Sample::offered), middle(s.*run, &Sample::answered),
		    middle(s.*run, &Sample::cpu_ns), share(bare.*run, s.*run),
		    share(floor.*run, s.*run), middle(s.*run, &Sample::arrived));
}

void print_json_run(const char *name, const std::vector<Sample> &samples) {
	std::printf("\"%s\": {\"offered_per_s\": %.0f, \"answered_per_s\": %.0f, "
		    "\"cpu_ns\": %.1f}",
		    name, middle(samples, &Sample::offered), middle(samples, &Sample::answered),
		    middle(samples, &Sample::cpu_ns));
}

void print_run(const Subjects &all, const char *title, Run run) {
	std::printf("%s\n%-11s %10s %10s %8s %8s %8s %8s\n", title, "", "offered/s", "answers/s",
		    "ns each", "of bare", "of floor", "arrived");
	for (std::size_t i = 0; i < all.size(); i++)
		print_row(all[i], all[i - i % per_hook + bare],
			  all[i - i % per_hook + (i % per_hook < six_blocks ? honest : six_blocks)],
			  run);
}

void print_in_place(const Subjects &all) {
	std::printf("in place, ns a run of each program, the measuring included:");
	for (const Subject &s : all) {
		std::printf("%s %s %s", &s == all.data() ? "" : ",", text(s.hook), s.name);
		for (const auto &values : s.in_place)
			std::printf(" %.0f", median(values));
	}
	std::printf("\n");
}

// All the programs of a subject together.
double in_place(const Subject &s) {
	double sum = 0;
	for (const auto &values : s.in_place)
		sum += median(values);
	return sum;
}

// `first`: the first subject of a hook.
double of_six_blocks(const Subjects &all, std::size_t first) {
	const double blocks = in_place(all[first + six_blocks]) - in_place(all[first + honest]);
	return in_place(all[first + signed_]) / blocks;
}

void print_signed(const Subjects &all) {
	for (const std::size_t first : {std::size_t{0}, per_hook})
		std::printf("%s, signed: in place %.2f times the six blocks of SHA-256 (goal "
			    "1.25); %.2f of the floor that has them\n",
			    text(all[first].hook), of_six_blocks(all, first),
			    share(all[first + six_blocks].kept_up, all[first + signed_].kept_up));
}

} // namespace

void print(const Subjects &all) {
	print_run(all, "offered a little more than is answered", &Subject::kept_up);
	print_run(all, "offered five times as much, or what the generator's core can",
		  &Subject::flooded);
	print_in_place(all);
	for (const std::size_t i : {open, per_hook + open})
		std::printf("%s: %.2f of the honest floor, flooded %.2f (goal %.2f)\n",
			    text(all[i].hook), share(all[i - 1].kept_up, all[i].kept_up),
			    share(all[i - 1].flooded, all[i].flooded),
			    all[i].hook == Hook::xdp ? 0.80 : 0.90);
	print_signed(all);
}

void print_json(const Subjects &all) {
	std::printf("{\"bench\": \"answers\", \"subjects\": [");
	for (const Subject &s : all) {
		std::printf("%s{\"hook\": \"%s\", \"program\": \"%s\", ",
			    &s == all.data() ? "" : ", ", text(s.hook), s.name);
		print_json_run("kept_up", s.kept_up);
		std::printf(", ");
		print_json_run("flooded", s.flooded);
		std::printf(", \"in_place_ns\": [");
		for (const auto &values : s.in_place)
			std::printf("%s%.1f", &values == s.in_place.data() ? "" : ", ",
				    median(values));
		std::printf("]}");
	}
	std::printf("], \"of_floor\": {\"tc\": %.3f, \"xdp\": %.3f}, \"of_six_blocks\": {\"tc\": "
		    "%.3f, \"xdp\": %.3f}}\n",
		    share(all[honest].kept_up, all[open].kept_up),
		    share(all[per_hook + honest].kept_up, all[per_hook + open].kept_up),
		    of_six_blocks(all, 0), of_six_blocks(all, per_hook));
}

} // namespace stamp::bench
