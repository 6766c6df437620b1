// SPDX-License-Identifier: Apache-2.0
// Text for a terminal: a table for each session, redrawn in place, until the summary takes its
// place. Nothing of the terminal is changed for good: no alternate screen, no hidden cursor.
#pragma once

#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

#include "render/block.h"
#include "render/renderer.h"
#include "render/sessions.h"
#include "render/stream.h"

namespace stamp::render {

// As TIOCGWINSZ gives it; 0 (a serial line) is taken for 80 and 24.
struct TerminalSize {
	std::size_t columns = 80, rows = 24;
};

// Whether an output can be redrawn in place and coloured: a terminal, NO_COLOR unset or empty, TERM
// set and not "dumb". Takes the two variables as getenv() gives them.
[[nodiscard]] bool can_redraw(bool is_terminal, const char *term, const char *no_color);

class LiveRenderer : public Renderer {
public:
	// `verbose`: how well it was paced, too.
	LiveRenderer(std::FILE *out, TerminalSize size, bool verbose = false)
		: out_(out), verbose_(verbose) {
		resize(size);
	}

	// From the next redrawing on. What stands and is wider is left, and drawn anew below: some
	// terminals have wrapped it by now, some have not, and nobody knows where it begins.
	void resize(TerminalSize size);

	void start(const stats::Start &start) override;
	void packet(const stats::Packet &) override {}
	void warning(const stats::Warning &warning) override;
	void progress(const std::vector<stats::Summary> &sessions) override;
	[[nodiscard]] bool redraws() const override { return true; }
	void summary(const stats::Summary &summary) override;
	[[nodiscard]] int error() const override { return out_.error(); }

private:
	[[nodiscard]] std::vector<Line> frame(const std::vector<stats::Summary> &sessions) const;
	[[nodiscard]] std::vector<Line> overview(const std::vector<stats::Summary> &sessions) const;
	void append_block(std::vector<Line> &lines, const stats::Summary &summary) const;
	void print_above(const std::string &text);
	[[nodiscard]] std::string erased();

	Stream out_;
	bool verbose_;
	TerminalSize size_;
	Sessions sessions_;
	std::vector<Line> drawn_; // what stands right above the cursor
};

} // namespace stamp::render
