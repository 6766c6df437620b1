// SPDX-License-Identifier: Apache-2.0
#include "render/live_stats.h"

#include <algorithm>
#include <string>
#include <utility>

#include "render/fold.h"
#include "render/redraw.h"
#include "render/stats.h"

namespace stamp::render {

void LiveStatsRenderer::pause(bool paused) {
	if (std::exchange(paused_, paused) != paused)
		forget();
}

void LiveStatsRenderer::stats(const stats::StatsRound &round) {
	if (!paused_)
		redraw(round);
	before_ = without_sessions(round);
}

void LiveStatsRenderer::redraw(const stats::StatsRound &round) {
	auto lines = stats_block(round, before_, size_.columns != 0 ? size_.columns : any_width);
	if (lines.empty() && round.unreadable == 0)
		lines.push_back({std::string(nothing_running)});
	// The cursor cannot go up to what has scrolled away.
	if (size_.rows != 0 && lines.size() >= size_.rows)
		lines.resize(size_.rows - 1);
	const std::size_t rows = rows_of(drawn_, size_.columns);
	// What a narrower terminal has wrapped is gone before anything stands in its place.
	const bool wrapped = rows != drawn_.size();
	outlet().write(up(size_.rows != 0 ? std::min(rows, size_.rows - 1) : rows) +
		       (wrapped ? std::string(erase_below) : "") + painted(lines, colours_) +
		       std::string(erase_below));
	drawn_ = std::move(lines);
}

} // namespace stamp::render
