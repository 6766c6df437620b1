// SPDX-License-Identifier: Apache-2.0
// Where `stamp stats` writes what it saw: text, a terminal that is redrawn, JSON or OpenMetrics.
#pragma once

#include <cstddef>
#include <cstdio>

#include "cli/options.h"
#include "cli/session_report.h"
#include "render/stats.h"
#include "render/stream.h"

namespace stamp::cli {

class StatsView {
public:
	explicit StatsView(const StatsOptions &options);

	// What the next round has to bring.
	[[nodiscard]] SessionsWanted wanted() const;
	void show(const render::StatsRound &round);
	[[nodiscard]] int error() const { return out_.error(); }

private:
	void show_json(const render::StatsRound &round);
	void show_text(const render::StatsRound &round);
	void redraw(const render::StatsRound &round);

	StatsOptions options_;
	bool redraws_;
	render::Stream out_{stdout};
	render::StatsRound before_;
	std::size_t drawn_ = 0;
};

} // namespace stamp::cli
