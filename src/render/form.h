// SPDX-License-Identifier: Apache-2.0
// What all forms of output have in common: what is for the log is logged alike, and a form leaves
// out what it does not override.
#pragma once

#include "base/outlet.h"
#include "render/renderer.h"

namespace stamp::render {

// Where warnings go. Text has them in the output or in the log, JSON in the output always.
enum class Warnings : std::uint8_t { to_output, to_log };

class Form : public Renderer {
public:
	explicit Form(Outlet &out, Warnings warnings = Warnings::to_output)
		: out_(out), warnings_(warnings) {}

	void warning(const stats::Warning &warning) final;
	void log(const stats::Message &message) final;
	void counts(const std::vector<stats::Summary> &sessions) final;
	void waiting(std::uint64_t in_flight, Duration longest) final;
	void listening(const stats::Listening &listening) final;
	void counters(const std::vector<stats::InterfaceStats> &interfaces) final;

	void start(const stats::Start &) override {}
	void packet(const stats::Packet &) override {}
	void progress(const std::vector<stats::Summary> &) override {}
	void interval(const stats::Interval &) override {}
	void summary(const stats::Summary &) override {}
	void histogram(const stats::Bars &) override {}
	void answer(const stats::Answer &) override {}
	void end(const std::vector<stats::InterfaceStats> &) override {}
	void stats(const stats::StatsRound &) override {}
	void reflectors(const std::vector<stats::PinnedReflector> &) override {}
	void host(const stats::HostReport &) override {}
	void checkup(const stats::Checkup &) override {}
	[[nodiscard]] bool redraws() const override { return false; }
	void resize(TerminalSize) override {}
	void pause(bool) override {}
	void forget() override {}
	void log_above(std::string_view) override {}
	[[nodiscard]] int error() const override { return out_.error(); }

protected:
	// Of a form that has warnings in its output.
	virtual void write_warning(const stats::Warning &) {}
	// Whether write_warning() has those that go to the log, too.
	[[nodiscard]] virtual bool has_every_warning() const { return false; }
	[[nodiscard]] Outlet &outlet() { return out_; }

private:
	Outlet &out_;
	Warnings warnings_;
};

} // namespace stamp::render
