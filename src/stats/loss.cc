// SPDX-License-Identifier: Apache-2.0
#include "stats/loss.h"

#include <algorithm>
#include <cstdlib>

namespace stamp::stats {
namespace {

constexpr std::int64_t whole_circle = std::int64_t{1} << 32; // of the numbers on the wire

} // namespace

void DirectionalLoss::Count::add(std::int64_t s, std::int64_t r) {
	s_min = std::min(s_min, s);
	s_max = std::max(s_max, s);
	r_min = std::min(r_min, r);
	r_max = std::max(r_max, r);
	answers++;
}

void DirectionalLoss::Count::add(const Count &other) {
	add(other.s_min, other.r_min);
	add(other.s_max, other.r_max);
	answers += other.answers - 2;
	doubled += other.doubled;
}

std::int64_t DirectionalLoss::Count::unwrap(std::int64_t s, std::uint32_t reply_seq) const {
	const auto step = static_cast<std::int32_t>(reply_seq - static_cast<std::uint32_t>(r_max));
	// A count grows as fast as the requests do. One that is far ahead of them is below, by more
	// than half the circle: a restart after 2^31 replies.
	if (step > std::max(s - s_max, std::int64_t{0}) + RecentNumbers::most)
		return r_max + step - whole_circle;
	return r_max + step;
}

std::int64_t DirectionalLoss::Count::distance(std::int64_t s, std::uint32_t reply_seq) const {
	return std::abs((s - unwrap(s, reply_seq)) - (s_max - r_max));
}

std::int64_t DirectionalLoss::Count::forward() const {
	return std::max((s_max - s_min) - absent - (r_max - r_min) + doubled, std::int64_t{0});
}

// Requests less numbers: every restart leaves a larger difference, and forward loss moves the
// latest further away from the former ones. So it shows which count a straggler belongs to.
DirectionalLoss::Count *DirectionalLoss::nearest(std::int64_t s, std::uint32_t reply_seq) {
	Count *best = &*current_;
	for (auto *other : {&former_, &suspect_})
		if (*other && (*other)->distance(s, reply_seq) < best->distance(s, reply_seq))
			best = &**other;
	return best;
}

void DirectionalLoss::restart(Count count) {
	// Its numbers were unwrapped as those of the count before; they are from 0 on.
	const std::int64_t turn = count.r_min & ~(whole_circle - 1);
	count.r_min -= turn;
	count.r_max -= turn;
	if (former_) {
		const Sum sum = before(*former_, closed_end_, restarts_ == 1);
		closed_.forward += sum.forward + former_->forward();
		closed_.unknown += sum.unknown;
		closed_end_ = former_->s_max;
	}
	former_ = current_;
	current_ = count;
	suspect_.reset();
	seen_ = RecentNumbers(count.r_max, seen_.window());
	seen_.see(count.r_max);
	restarts_++;
	place_those_behind();
}

void DirectionalLoss::place(const Absent &run) {
	if (run.first > current_->s_min)
		current_->absent += run.count;
	else if (!former_ || run.first > former_->s_max)
		current_->absent_before += run.count;
	else if (run.first > former_->s_min)
		former_->absent += run.count;
	else
		former_->absent_before += run.count;
}

void DirectionalLoss::place_those_behind() {
	std::erase_if(ahead_, [this](const Absent &run) {
		const bool is_behind = run.last < current_->s_max;
		if (is_behind)
			place(run);
		return is_behind;
	});
}

void DirectionalLoss::absent(std::uint64_t seq) {
	const auto s = static_cast<std::int64_t>(seq);
	if (current_ && s < current_->s_max) {
		place({s, s, 1});
		return;
	}
	if (!ahead_.empty() && (ahead_.back().last == s - 1 || ahead_.size() == most_runs)) {
		ahead_.back().last = std::max(ahead_.back().last, s);
		ahead_.back().count++;
		return;
	}
	ahead_.push_back({s, s, 1});
}

void DirectionalLoss::take_current(std::int64_t s, std::int64_t r) {
	const bool goes_on = r > current_->r_max;
	current_->add(s, r);
	seen_.see(r);
	if (goes_on && suspect_) { // it was reordering
		current_->add(*suspect_);
		suspect_.reset();
	}
	if (!ahead_.empty())
		place_those_behind();
}

bool DirectionalLoss::take(std::int64_t s, std::uint32_t reply_seq) {
	const std::int64_t r = current_->unwrap(s, reply_seq);
	Count *owner = nearest(s, reply_seq);
	if (former_ && owner == &*former_) {
		former_->add(s, former_->unwrap(s, reply_seq));
		return false;
	}
	const bool is_behind = s > current_->s_max && r <= current_->r_max;
	if (!is_behind) {
		take_current(s, r);
		return false;
	}
	// A number is transmitted once, and one that is so old does not come in now.
	const bool again = seen_.is_seen(r) || current_->r_max - r >= seen_.window();
	seen_.see(r);
	if (suspect_)
		suspect_->add(s, r);
	else
		suspect_.emplace(s, r);
	if (!again && suspect_->answers < proof)
		return false;
	// A number that never changes is no restart with each packet.
	const bool is_news = restarts_ == 0 || current_->answers > 1;
	restart(*suspect_);
	return is_news;
}

bool DirectionalLoss::answered(std::uint64_t seq, std::uint32_t reply_seq) {
	stateful_ = stateful_ || reply_seq != static_cast<std::uint32_t>(seq);
	const auto s = static_cast<std::int64_t>(seq);
	if (current_)
		return take(s, reply_seq);
	current_.emplace(s, reply_seq);
	seen_.see(reply_seq);
	place_those_behind();
	return false;
}

void DirectionalLoss::duplicate(std::uint64_t seq, std::uint32_t reply_seq) {
	stateful_ = stateful_ || reply_seq != static_cast<std::uint32_t>(seq);
	const auto s = static_cast<std::int64_t>(seq);
	if (!current_)
		return;
	Count *owner = nearest(s, reply_seq);
	const std::int64_t r = current_->unwrap(s, reply_seq);
	if ((former_ && owner == &*former_) || seen_.is_forgotten(r) || seen_.is_seen(r))
		return;
	owner->doubled++;
	if (owner == &*current_) {
		take_current(s, r);
	} else {
		seen_.see(r);
		owner->add(s, r);
	}
}

// What is lost between the last answer of the count before, or the beginning, and the first of
// this one. A count starts at 0: as many as its first number says were answered.
DirectionalLoss::Sum DirectionalLoss::before(const Count &count, std::int64_t end,
					     bool is_first) const {
	const std::int64_t gap =
		std::max(count.s_min - end - 1 - count.absent_before, std::int64_t{0});
	const std::int64_t unanswered = gap - count.r_min;
	if (!is_first) // the last of the former count, or requests that met no reflector
		return {0, std::clamp(unanswered, std::int64_t{0}, gap)};
	if (unanswered < 0) // it did not begin with this session
		return {0, gap};
	return {unanswered, 0};
}

LossSplit DirectionalLoss::split(std::uint64_t lost, std::uint64_t decided) const {
	const auto all = static_cast<std::int64_t>(lost);
	if (!current_)
		return {0, 0, lost};
	Sum sum = closed_;
	const auto add = [&](const Count &count, std::int64_t end, bool is_first) {
		const Sum gap = before(count, end, is_first);
		sum.forward += gap.forward + count.forward();
		sum.unknown += gap.unknown;
	};
	if (former_)
		add(*former_, closed_end_, restarts_ == 1);
	add(*current_, former_ ? former_->s_max : -1, restarts_ == 0);
	std::int64_t behind = static_cast<std::int64_t>(decided) - (current_->s_max + 1) -
			      (suspect_ ? suspect_->answers : 0);
	for (const Absent &run : ahead_)
		behind -= run.count;
	sum.unknown += std::max(behind, std::int64_t{0});

	// While it runs, gaps may hold requests that are not given up yet.
	const std::int64_t forward = std::min(sum.forward, all);
	const std::int64_t unknown = std::min(sum.unknown, all - forward);
	return {static_cast<std::uint64_t>(forward),
		static_cast<std::uint64_t>(all - forward - unknown),
		static_cast<std::uint64_t>(unknown)};
}

} // namespace stamp::stats
