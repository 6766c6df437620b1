// SPDX-License-Identifier: Apache-2.0
// JSON Lines: one object a line, flushed line by line. docs/schema/stamp.schema.json describes
// them.
#pragma once

#include "base/outlet.h"
#include "render/json_writer.h"
#include "render/renderer.h"

namespace stamp::render {

// The object of one kind of delay.

class JsonRenderer : public Renderer {
public:
	// `quiet`: no line per packet.
	JsonRenderer(Outlet &out, bool quiet) : out_(out), quiet_(quiet) {}

	void start(const stats::Start &start) override;
	void packet(const stats::Packet &packet) override;
	void warning(const stats::Warning &warning) override;
	void progress(const std::vector<stats::Summary> &) override {}
	void interval(const stats::Interval &interval) override;
	void summary(const stats::Summary &summary) override;
	[[nodiscard]] int error() const override { return out_.error(); }

private:
	JsonWriter &begin(const char *type);
	void end();

	Outlet &out_;
	bool quiet_;
	JsonWriter line_;
};

} // namespace stamp::render
