// SPDX-License-Identifier: Apache-2.0
// Where `stamp stats` writes what it saw: text, a terminal that is redrawn, JSON or OpenMetrics.
#pragma once

#include <cstddef>
#include <string_view>

#include "app/inspect/sessions.h"
#include "base/outlet.h"
#include "cli/options.h"
#include "render/stats.h"

namespace stamp::cli {

class StatsView {
public:
	explicit StatsView(const StatsOptions &options);

	// What the next round has to bring.
	[[nodiscard]] app::SessionsWanted wanted() const;
	// Waits for the reader, until it has taken all or stop_at() is readable.
	void show(const render::StatsRound &round);
	void stop_at(int fd) { stop_fd_ = fd; }
	[[nodiscard]] int error() const { return out_.error(); }

private:
	void show_json(const render::StatsRound &round);
	void show_text(const render::StatsRound &round);
	void redraw(const render::StatsRound &round);
	void write(std::string_view text);

	StatsOptions options_;
	bool redraws_, colours_;
	int stop_fd_ = -1;
	Outlet out_;
	render::StatsRound before_;
	std::vector<render::Line> drawn_; // what stands above the cursor
};

} // namespace stamp::cli
