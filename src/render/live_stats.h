// SPDX-License-Identifier: Apache-2.0
// `stamp stats --watch` on a terminal: each round takes the place of the one before.
#pragma once

#include <vector>

#include "render/block.h"
#include "render/form.h"

namespace stamp::render {

class LiveStatsRenderer : public Form {
public:
	LiveStatsRenderer(Outlet &out, TerminalSize size, bool colours)
		: Form(out), size_(size), colours_(colours) {}

	void stats(const stats::StatsRound &round) override;
	[[nodiscard]] bool redraws() const override { return true; }
	void resize(TerminalSize size) override { size_ = size; }
	void pause(bool paused) override;
	void forget() override { drawn_.clear(); }

private:
	void redraw(const stats::StatsRound &round);

	TerminalSize size_;
	bool colours_, paused_ = false;
	stats::StatsRound before_;
	std::vector<Line> drawn_; // what stands above the cursor
};

} // namespace stamp::render
