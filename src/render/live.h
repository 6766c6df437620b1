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
#include "render/form.h"
#include "render/redraw.h"
#include "render/sessions.h"

namespace stamp::render {

// Whether an output can be redrawn in place: a terminal, and TERM set and not "dumb". Whether in
// colours: NO_COLOR unset or empty. Both take a variable as getenv() gives it.
[[nodiscard]] bool can_redraw(bool is_terminal, const char *term);
[[nodiscard]] bool has_colours(const char *no_color);

struct LiveOptions {
	bool verbose = false; // how well it was paced, too
	bool colours = true;
};

class LiveRenderer : public Form {
public:
	LiveRenderer(Outlet &out, TerminalSize size, LiveOptions options = {})
		: Form(out), options_(options) {
		resize(size);
	}

	// What stands and is wider has been wrapped by most terminals: all of ours that is on the
	// screen is drawn once more then. 0 is taken for 80 and 24.
	void resize(TerminalSize size) final;
	void pause(bool paused) override;
	void forget() override;
	void log_above(std::string_view lines) override;

	void start(const stats::Start &start) override;
	void progress(const std::vector<stats::Summary> &sessions) override;
	[[nodiscard]] bool redraws() const override { return true; }
	void interval(const stats::Interval &interval) override;
	void summary(const stats::Summary &summary) override;
	void histogram(const stats::Bars &bars) override;

private:
	void write_warning(const stats::Warning &warning) override;
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
