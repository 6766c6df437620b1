// SPDX-License-Identifier: Apache-2.0
// A simulated path whose truth is known: loss, reordering and duplicates in both directions, and a
// reflector that starts again now and then.
#include "stats/loss.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "support/catch.h"

using stamp::stats::DirectionalLoss;

namespace {

struct Faults {
	double forward_loss = 0, backward_loss = 0, forward_copies = 0, backward_copies = 0;
	int forward_jitter = 0, backward_jitter = 0; // in packets
	std::vector<int> restarts;		     // at these arrivals
};

struct Truth {
	std::uint64_t forward = 0, backward = 0, lost = 0;
	int restarts_reported = 0;
	stamp::stats::LossSplit reported;
};

struct Event {
	double time;
	std::uint64_t seq;
	std::uint32_t number = 0;
};

void in_time(std::vector<Event> &events) {
	std::stable_sort(events.begin(), events.end(),
			 [](const Event &a, const Event &b) { return a.time < b.time; });
}

class Simulation {
public:
	Simulation(std::uint32_t seed, const Faults &faults) : faults_(faults), random_(seed) {}

	// The faults spare the first and the last `calm` packets: what is reordered over the ends
	// cannot be distinguished from loss.
	Truth run(std::uint64_t sent, std::uint64_t calm) {
		std::vector<Event> there, back;
		for (std::uint64_t seq = 0; seq < sent; seq++)
			travel(there, {0, seq, 0}, static_cast<double>(seq),
			       seq >= calm && seq + calm < sent, true);
		in_time(there);
		reflect(there, back, sent, calm);
		in_time(back);
		return judge(back, sent);
	}

private:
	bool happens(double share) { return std::bernoulli_distribution(share)(random_); }

	void travel(std::vector<Event> &out, Event event, double time, bool faulty, bool forward) {
		const int jitter = forward ? faults_.forward_jitter : faults_.backward_jitter;
		const int copies = faulty && happens(forward ? faults_.forward_copies
							     : faults_.backward_copies);
		if (faulty && happens(forward ? faults_.forward_loss : faults_.backward_loss))
			return;
		for (int i = 0; i <= copies; i++) {
			event.time = time;
			if (faulty && jitter > 0)
				event.time += std::uniform_real_distribution<>(0, jitter)(random_);
			out.push_back(event);
		}
	}

	void reflect(const std::vector<Event> &there, std::vector<Event> &back, std::uint64_t sent,
		     std::uint64_t calm) {
		arrived_.assign(sent, false);
		std::uint32_t number = 0;
		int arrivals = 0;
		for (Event event : there) {
			const auto &at = faults_.restarts;
			if (std::find(at.begin(), at.end(), arrivals++) != at.end())
				number = 0;
			arrived_[event.seq] = true;
			event.number = number++;
			travel(back, event, event.time,
			       event.seq >= calm && event.seq + calm < sent, false);
		}
	}

	Truth judge(const std::vector<Event> &back, std::uint64_t sent) {
		Truth truth;
		DirectionalLoss loss;
		std::vector<bool> answered(sent);
		for (const Event &event : back) {
			if (answered[event.seq])
				loss.duplicate(event.seq, event.number);
			else if (loss.answered(event.seq, event.number))
				truth.restarts_reported++;
			answered[event.seq] = true;
			const auto part = loss.split(0, 0);
			REQUIRE(part.forward + part.backward + part.unknown == 0);
		}
		for (std::uint64_t seq = 0; seq < sent; seq++) {
			truth.forward += arrived_[seq] ? 0 : 1;
			truth.backward += arrived_[seq] && !answered[seq] ? 1 : 0;
		}
		truth.lost = truth.forward + truth.backward;
		truth.reported = loss.split(truth.lost, sent);
		REQUIRE(truth.reported.forward + truth.reported.backward + truth.reported.unknown ==
			truth.lost);
		REQUIRE(std::max({truth.reported.forward, truth.reported.backward,
				  truth.reported.unknown}) <= truth.lost);
		return truth;
	}

	Faults faults_;
	std::mt19937 random_;
	std::vector<bool> arrived_;
};

} // namespace

TEST_CASE("S8762-20: the directions are exact, whatever the loss and the reordering") {
	std::mt19937 random(20);
	std::uint64_t lost = 0;
	for (std::uint32_t seed = 0; seed < 300; seed++) {
		CAPTURE(seed);
		Faults faults;
		faults.forward_loss = std::uniform_real_distribution<>(0, 0.6)(random);
		faults.backward_loss = std::uniform_real_distribution<>(0, 0.6)(random);
		faults.forward_jitter = std::uniform_int_distribution<>(0, 40)(random);
		faults.backward_jitter = std::uniform_int_distribution<>(0, 40)(random);
		faults.backward_copies = 0.1;
		const Truth truth = Simulation(seed, faults).run(1000, 100);
		REQUIRE(truth.restarts_reported == 0);
		REQUIRE(truth.reported.forward == truth.forward);
		REQUIRE(truth.reported.backward == truth.backward);
		lost += truth.lost;
	}
	CHECK(lost > 10'000); // the path was faulty
}

TEST_CASE("loss at the ends: never guessed, and forward loss never invented") {
	for (std::uint32_t seed = 0; seed < 300; seed++) {
		CAPTURE(seed);
		Faults faults;
		faults.forward_loss = 0.4;
		faults.backward_loss = 0.4;
		const Truth truth = Simulation(seed, faults).run(200, 0);
		REQUIRE(truth.restarts_reported == 0);
		REQUIRE(truth.reported.forward <= truth.forward);
		REQUIRE(truth.reported.backward <= truth.backward);
	}
}

TEST_CASE("copies made on the way there: exact while both of their answers come back") {
	for (std::uint32_t seed = 0; seed < 100; seed++) {
		CAPTURE(seed);
		Faults faults;
		faults.forward_loss = 0.3;
		faults.forward_copies = 0.2;
		faults.backward_copies = 0.2;
		faults.forward_jitter = faults.backward_jitter = 10;
		const Truth truth = Simulation(seed, faults).run(1000, 100);
		REQUIRE(truth.restarts_reported == 0);
		REQUIRE(truth.reported.forward == truth.forward);
		REQUIRE(truth.reported.backward == 0);
	}
}

TEST_CASE("reordering far beyond what is usual is no restart") {
	for (std::uint32_t seed = 0; seed < 20; seed++) {
		CAPTURE(seed);
		Faults faults;
		faults.forward_loss = faults.backward_loss = 0.1;
		faults.forward_jitter = faults.backward_jitter = 400;
		const Truth truth = Simulation(seed, faults).run(20'000, 1000);
		REQUIRE(truth.restarts_reported == 0);
		REQUIRE(truth.reported.forward == truth.forward);
	}
}

TEST_CASE("restarts between losses and reordering: each is reported once, nothing is invented") {
	for (std::uint32_t seed = 0; seed < 200; seed++) {
		CAPTURE(seed);
		Faults faults;
		faults.forward_loss = faults.backward_loss = 0.1;
		faults.restarts = {200, 450, 600};
		const Truth truth = Simulation(seed, faults).run(1000, 100);
		REQUIRE(truth.restarts_reported == 3);
		// The first number after a restart may be one whose reply was lost before, too.
		REQUIRE(truth.reported.forward <= truth.forward + 3);
		REQUIRE(truth.reported.unknown <= 30);
	}
}
