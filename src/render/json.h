// SPDX-License-Identifier: Apache-2.0
// JSON Lines: one object a line, flushed line by line. docs/schema/stamp.schema.json describes
// them.
#pragma once

#include <cstdio>

#include "render/json_writer.h"
#include "render/renderer.h"
#include "render/stream.h"

namespace stamp::render {

class JsonRenderer : public Renderer {
public:
	// `quiet`: no line per packet.
	JsonRenderer(std::FILE *out, bool quiet) : out_(out), quiet_(quiet) {}

	void start(const stats::Start &start) override;
	void packet(const stats::Packet &packet) override;
	void warning(const stats::Warning &warning) override;
	void progress(const std::vector<stats::Summary> &) override {}
	void summary(const stats::Summary &summary) override;
	[[nodiscard]] int error() const override { return out_.error(); }

private:
	JsonWriter &begin(const char *type);
	void end();

	Stream out_;
	bool quiet_;
	JsonWriter line_;
};

} // namespace stamp::render
