// SPDX-License-Identifier: Apache-2.0
// JSON Lines: one object a line, flushed line by line. docs/schema/stamp.schema.json describes
// them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "base/outlet.h"
#include "render/form.h"
#include "render/json_writer.h"
#include "stats/agent_report.h"

namespace stamp::render {

class JsonRenderer : public Form {
public:
	// `quiet`: no line per packet.
	JsonRenderer(Outlet &out, bool quiet, Warnings warnings = Warnings::to_output)
		: Form(out, warnings), quiet_(quiet) {}

	// Sessions get the name that this gives to their number.
	using NameOf = std::function<std::string(std::uint32_t session)>;
	void name_sessions(NameOf name_of) { name_of_ = std::move(name_of); }
	void state(const stats::AgentSession &session);
	void note(std::string_view sentence);

	void start(const stats::Start &start) override;
	void packet(const stats::Packet &packet) override;
	void interval(const stats::Interval &interval) override;
	void summary(const stats::Summary &summary) override;
	void answer(const stats::Answer &answer) override;
	void end(const std::vector<stats::InterfaceStats> &interfaces) override;
	void stats(const stats::StatsRound &round) override;
	void reflectors(const std::vector<stats::PinnedReflector> &reflectors) override;
	void host(const stats::HostReport &report) override;
	void checkup(const stats::Checkup &checkup) override;

private:
	void write_warning(const stats::Warning &warning) override;
	[[nodiscard]] bool has_every_warning() const override { return true; }
	JsonWriter &begin(const char *type);
	void write_session(std::uint32_t session);
	void finish_line();

	bool quiet_;
	NameOf name_of_; // empty: numbers
	JsonWriter line_;
};

} // namespace stamp::render
