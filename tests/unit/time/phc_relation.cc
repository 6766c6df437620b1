// SPDX-License-Identifier: Apache-2.0
#include "time/phc_relation.h"

#include <cmath>
#include <random>

#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;

namespace {

// A card whose clock gains `ppb` on UTC, read with this width; the card is read anywhere within.
struct Card {
	double ppb = 0;
	Duration half_width = 500ns;
	Duration start = 1'767'225'600s;
	std::uint64_t counter = 5'000'000'000; // at `start`
	std::mt19937 random{3};

	[[nodiscard]] std::uint64_t at(Duration elapsed) const {
		const double gained = static_cast<double>(elapsed.count()) * ppb / 1e9;
		return counter + static_cast<std::uint64_t>(elapsed.count() + std::llround(gained));
	}
	time::PhcReading read(Duration elapsed) {
		std::uniform_int_distribution<std::int64_t> anywhere(-half_width.count(),
								     half_width.count());
		return {at(elapsed), UtcTime{start + elapsed + Duration{anywhere(random)}},
			half_width};
	}
};

// As the programs do it (bpf/lib/hardware.h).
Duration converted(const time::PhcRelation &relation, std::uint64_t phc_ns) {
	const auto since = static_cast<std::int64_t>(phc_ns - relation.phc_ns);
	return Duration{static_cast<std::int64_t>(phc_ns) + relation.utc_minus_phc.count() +
			(since * relation.rate >> 32)};
}

Duration off_by(Card &card, const time::PhcRelation &relation, Duration elapsed) {
	return std::chrono::abs(converted(relation, card.at(elapsed)) - card.start - elapsed);
}

} // namespace

TEST_CASE("the first reading gives the offset, and allows for any rate") {
	Card card{.ppb = -400'000};
	time::PhcEstimator estimator;
	const auto relation = estimator.add(card.read(0s));

	CHECK(relation.rate == 0);
	CHECK(relation.phc_ns == card.counter);
	CHECK(relation.error >= 500us);
	CHECK(off_by(card, relation, 1s) <= relation.error);
}

TEST_CASE("rate and offset are known better than a microsecond or two, and as well as is claimed") {
	for (const double ppb : {0.0, 37.0, -20'000.0, 100'000.0, -499'000.0}) {
		Card card{.ppb = ppb};
		time::PhcEstimator estimator;
		time::PhcRelation relation;

		INFO(ppb << " ppb");
		for (Duration elapsed = 0s; elapsed <= 10s; elapsed += 250ms) {
			relation = estimator.add(card.read(elapsed));
			for (const Duration later : {0ms, 250ms, 1000ms})
				REQUIRE(off_by(card, relation, elapsed + later) <= relation.error);
		}
		CHECK(relation.error < 4us);
		CHECK(std::abs(static_cast<double>(relation.rate) / 4.294967296 + ppb) < 1100);
	}
}

TEST_CASE("a card that is steered: what the rate changed by is claimed as error") {
	Card card{.ppb = 0};
	time::PhcEstimator estimator;

	for (Duration elapsed = 0s; elapsed < 5s; elapsed += 250ms)
		(void)estimator.add(card.read(elapsed));
	card.counter = card.at(5s);
	card.start += 5s;
	card.ppb = 50'000;
	const auto relation = estimator.add(card.read(250ms));

	CHECK(relation.error > 5us);
}

TEST_CASE("a card that was set: its past is forgotten") {
	for (const Duration step : {Duration{1s}, Duration{37s}, Duration{-2s}}) {
		Card card;
		time::PhcEstimator estimator;

		for (Duration elapsed = 0s; elapsed < 3s; elapsed += 250ms)
			(void)estimator.add(card.read(elapsed));
		card.counter += static_cast<std::uint64_t>(step.count());
		const auto relation = estimator.add(card.read(3s));

		INFO(step.count());
		CHECK(relation.rate == 0);
		CHECK(relation.error >= 500us);
		CHECK(off_by(card, relation, 3s) <= 1us);
		CHECK(estimator.add(card.read(4s)).error < 10us);
	}
}

TEST_CASE("our own clock was stepped: forget() makes the next reading the first") {
	Card card{.ppb = 10'000};
	time::PhcEstimator estimator;

	for (Duration elapsed = 0s; elapsed < 3s; elapsed += 250ms)
		(void)estimator.add(card.read(elapsed));
	card.start += 20us; // too little to be distinguished from drift
	estimator.forget();
	const auto relation = estimator.add(card.read(3s));

	CHECK(relation.rate == 0);
	CHECK(off_by(card, relation, 3s) <= 1us);
}

TEST_CASE("readings close upon each other keep the rate that is known") {
	Card card{.ppb = 80'000};
	time::PhcEstimator estimator;

	for (Duration elapsed = 0s; elapsed < 3s; elapsed += 250ms)
		(void)estimator.add(card.read(elapsed));
	const auto before = estimator.add(card.read(3s));
	const auto after = estimator.add(card.read(3s + 10us));

	CHECK(std::abs(static_cast<double>(after.rate - before.rate)) < 3000);
	CHECK(after.phc_ns > before.phc_ns);
}
