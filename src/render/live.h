// SPDX-License-Identifier: Apache-2.0
// Text for a terminal: a table for each session, redrawn in place, until the summary takes its
// place. Nothing of the terminal is changed for good: no alternate screen, no hidden cursor.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/outlet.h"
#include "render/block.h"
#include "render/redraw.h"
#include "render/renderer.h"
#include "render/sessions.h"

namespace stamp::render {

// As TIOCGWINSZ gives it; 0 (a serial line) is taken for 80 and 24.
struct TerminalSize {
	std::size_t columns = 80, rows = 24;
};

// Whether an output can be redrawn in place: a terminal, and TERM set and not "dumb". Whether in
// colours: NO_COLOR unset or empty. Both take a variable as getenv() gives it.
[[nodiscard]] bool can_redraw(bool is_terminal, const char *term);
[[nodiscard]] bool has_colours(const char *no_color);

struct LiveOptions {
	bool verbose = false; // how well it was paced, too
	bool colours = true;
};

class LiveRenderer : public Renderer {
public:
	LiveRenderer(Outlet &out, TerminalSize size, LiveOptions options = {})
		: out_(out), options_(options) {
		resize(size);
	}

	// From the next redrawing on. What stands and is wider has been wrapped by most terminals:
	// all of ours that is on the screen is drawn once more then.
	void resize(TerminalSize size);
	// Nothing is redrawn while others write on the terminal, and what stands is left to them.
	void pause(bool paused);
	// Something came below what stands: it is left, and drawn once more there.
	void forget();
	// Lines that stay, above what is redrawn.
	void talk(std::string_view lines);

	void start(const stats::Start &start) override;
	void packet(const stats::Packet &) override {}
	void warning(const stats::Warning &warning) override;
	void progress(const std::vector<stats::Summary> &sessions) override;
	[[nodiscard]] bool redraws() const override { return true; }
	void interval(const stats::Interval &interval) override;
	void summary(const stats::Summary &summary) override;
	[[nodiscard]] int error() const override { return out_.error(); }

private:
	[[nodiscard]] std::vector<Line> frame(const std::vector<stats::Summary> &sessions) const;
	[[nodiscard]] std::vector<Line> overview(const std::vector<stats::Summary> &sessions) const;
	void append_block(std::vector<Line> &lines, const stats::Summary &summary) const;
	void print_above(const std::string &text);
	[[nodiscard]] std::string erased();
	[[nodiscard]] std::string erased_after_wrapping();
	// On a terminal that wraps what got too wide. One that cuts it off instead has fewer.
	[[nodiscard]] std::size_t rows(const std::vector<Line> &lines) const {
		return rows_of(lines, size_.columns);
	}

	Outlet &out_;
	LiveOptions options_;
	TerminalSize size_;
	Sessions sessions_;
	struct Above {
		std::string text;
		std::vector<Line> lines; // as it was folded
	};
	std::vector<Above> above_; // stands above what is redrawn; the latest of it
	std::vector<Line> drawn_;  // what stands right above the cursor
	bool is_wrapped_ = false;  // some of both, by a terminal that got narrower
	bool paused_ = false;
};

} // namespace stamp::render
