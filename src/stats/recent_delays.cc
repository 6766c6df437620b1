// SPDX-License-Identifier: Apache-2.0
#include "stats/recent_delays.h"

#include <algorithm>
#include <bit>

namespace stamp::stats {
namespace {

constexpr Duration turn_interval = std::chrono::seconds{10};

} // namespace

std::size_t RecentDelays::index(Duration value) {
	const auto ns = static_cast<std::uint64_t>(std::max<std::int64_t>(value.count(), 0));
	const auto octave = static_cast<unsigned>(std::bit_width(ns)) - (ns != 0 ? 1U : 0U);
	if (octave < first_octave)
		return 0;
	if (octave >= end_octave)
		return buckets - 1;
	constexpr unsigned sub_bits = std::bit_width(per_octave) - 1;
	const auto within = static_cast<std::size_t>(ns >> (octave - sub_bits)) % per_octave;
	return 1 + (octave - first_octave) * std::size_t{per_octave} + within;
}

Duration RecentDelays::middle(std::size_t index) {
	if (index == 0)
		return Duration{std::int64_t{1} << (first_octave - 1)};
	const std::size_t octave = first_octave + (index - 1) / per_octave;
	const auto width = std::int64_t{1} << (octave - (std::bit_width(per_octave) - 1));
	const auto within = static_cast<std::int64_t>(per_octave + (index - 1) % per_octave);
	return Duration{within * width + width / 2};
}

void RecentDelays::add(Duration value) {
	if (slots_.empty() && few_.size() == most_few)
		begin_histograms();
	if (!slots_.empty()) {
		slots_[current_][index(value)]++;
		return;
	}
	few_.push_back(static_cast<std::uint16_t>(index(value)));
	few_counts_[current_]++;
}

void RecentDelays::begin_histograms() {
	slots_.resize(slots);
	auto next = few_.begin();
	for (std::size_t step = 1; step <= slots; step++) {
		const std::size_t slot = (current_ + step) % slots;
		for (; few_counts_[slot] != 0; few_counts_[slot]--)
			slots_[slot][*next++]++;
	}
	few_ = {};
}

// Its place is that of what comes next.
void RecentDelays::forget_oldest() {
	current_ = (current_ + 1) % slots;
	if (!slots_.empty())
		slots_[current_] = {};
	few_.erase(few_.begin(), few_.begin() + few_counts_[current_]);
	few_counts_[current_] = 0;
}

void RecentDelays::turn(MonoTime now) {
	if (!next_turn_)
		next_turn_ = now + turn_interval;
	for (std::size_t turns = 0; *next_turn_ <= now; turns++) {
		*next_turn_ += turn_interval;
		if (turns >= slots) {
			next_turn_ = now + turn_interval;
			break;
		}
		forget_oldest();
	}
}

RecentDelays::Summary RecentDelays::summary() const {
	std::array<std::uint64_t, buckets> all{};
	Summary s;
	for (const auto &slot : slots_)
		for (std::size_t i = 0; i < buckets; i++) {
			all[i] += slot[i];
			s.n += slot[i];
		}
	for (const std::uint16_t i : few_)
		all[i]++;
	s.n += few_.size();
	if (s.n == 0)
		return s;
	const auto quantile = [&](std::uint64_t percent) {
		std::uint64_t rank = (s.n * percent + 99) / 100;
		std::size_t i = 0;
		while (i < buckets - 1 && rank > all[i])
			rank -= all[i++];
		return middle(i);
	};
	s.p50 = quantile(50);
	s.p99 = quantile(99);
	return s;
}

} // namespace stamp::stats
