// SPDX-License-Identifier: Apache-2.0
// Text for a pipe or a file: the header, a line per packet, the summary.
#pragma once

#include <functional>
#include <string>

#include "base/outlet.h"
#include "render/renderer.h"
#include "render/sessions.h"

namespace stamp::render {

struct TextOptions {
	bool quiet = false;   // header and summary only
	bool verbose = false; // how well it was paced, too
	// The wall clock: when set, each line of a packet begins with its time.
	std::function<UtcTime()> now;
};

class TextRenderer : public Renderer {
public:
	TextRenderer(Outlet &out, TextOptions options) : out_(out), options_(std::move(options)) {}

	void start(const stats::Start &start) override;
	void packet(const stats::Packet &packet) override;
	void warning(const stats::Warning &warning) override;
	void progress(const std::vector<stats::Summary> &) override {}
	void interval(const stats::Interval &interval) override;
	void summary(const stats::Summary &summary) override;
	[[nodiscard]] int error() const override { return out_.error(); }

private:
	Outlet &out_;
	TextOptions options_;
	Sessions sessions_;
	std::string clock_;	  // what was last said of it
	bool in_packets_ = false; // the last line is one of a packet
};

} // namespace stamp::render
