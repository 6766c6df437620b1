// SPDX-License-Identifier: Apache-2.0
#include "session/tally_board.h"

#include <algorithm>
#include <atomic>
#include <optional>

#include "session/change_published.h"

namespace stamp::session {
namespace {

constexpr int most_tries = 1000; // a write takes less than a microsecond

std::optional<stamp_published> read_one(const stamp_published &shared) {
	for (int i = 0; i < most_tries; i++) {
		const std::atomic_ref changes(const_cast<__u64 &>(shared.changes));
		const __u64 before = changes.load(std::memory_order_acquire);
		const stamp_published copy = shared;
		std::atomic_thread_fence(std::memory_order_acquire);
		if (before % 2 == 0 && changes.load(std::memory_order_relaxed) == before)
			return copy;
	}
	return std::nullopt;
}

} // namespace

void TallyBoard::begin(std::size_t index, std::string_view target) {
	change_published(memory_[index], [&](stamp_published &shared) {
		const std::size_t octets =
			std::min<std::size_t>(target.size(), STAMP_TARGET_OCTETS - 1);
		std::fill_n(shared.target, STAMP_TARGET_OCTETS, '\0');
		std::copy_n(target.begin(), octets, shared.target);
		shared.tally = {};
	});
}

void TallyBoard::end(std::size_t index) {
	begin(index, {});
}

void TallyBoard::write(std::size_t index, const stamp_tally &tally) {
	change_published(memory_[index], [&](stamp_published &shared) {
		shared.tally = tally;
		shared.tally.is_written = 1;
	});
}

std::vector<std::pair<std::size_t, stamp_published>> TallyBoard::read() const {
	std::vector<std::pair<std::size_t, stamp_published>> all;
	for (std::size_t i = 0; i < memory_.size(); i++) {
		auto one = read_one(memory_[i]);
		if (!one || one->tally.is_written == 0)
			continue;
		one->target[STAMP_TARGET_OCTETS - 1] = '\0';
		all.emplace_back(i, *one);
	}
	return all;
}

} // namespace stamp::session
