// SPDX-License-Identifier: Apache-2.0
// From the spec of a sender to a datapath that is ready to send.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/datapaths.h"
#include "app/sender_plan.h"
#include "base/result.h"
#include "session/datapath.h"
#include "session/keys.h"
#include "session/plan.h"
#include "session/spec.h"
#include "session/wire_clock.h"
#include "stats/report.h"

namespace stamp::app {

// Non-zero and none of those that are used (RFC 8972 3), unless one was asked for.
[[nodiscard]] std::uint16_t choose_ssid(const session::SenderSpec &spec,
					const std::set<std::uint16_t> &used);

// What is the same of all targets of a sender.
struct SenderFacts {
	const session::SenderSpec &spec;
	const session::SenderPlan &plan;
	const session::WireClock &clock;
	const session::SenderDatapath &datapath;
};

// `session`: as reports number it. `host`: as the user wrote it.
[[nodiscard]] stats::Start start_report(const SenderFacts &sender, std::uint32_t session,
					const session::TargetPlan &target, const std::string &host);

class SenderSetup {
public:
	// Judges the clock, reads the key, plans, unless that is done, and binds; attaches nothing
	// yet. `spec` outlives it.
	static Result<SenderSetup> prepare(const session::SenderSpec &spec,
					   std::optional<session::SenderPlan> planned = {});
	// Ready to send.
	Result<std::unique_ptr<session::SenderDatapath>> attach();

	[[nodiscard]] const session::SenderPlan &plan() const { return bound_.plan; }
	[[nodiscard]] const session::WireClock &clock() const { return clock_; }
	// What a reader of the numbers has to know before the first of them.
	[[nodiscard]] std::vector<stats::Warning> warnings() const;

private:
	SenderSetup(const session::SenderSpec &spec, BoundSender bound, session::WireClock clock,
		    std::optional<session::KeyRing> keys, DatapathChoice kind)
		: spec_(&spec), bound_(std::move(bound)), clock_(clock), keys_(std::move(keys)),
		  kind_(std::move(kind)) {}
	Result<std::unique_ptr<session::SenderDatapath>> create_datapath();

	const session::SenderSpec *spec_;
	BoundSender bound_;
	session::WireClock clock_;
	std::optional<session::KeyRing> keys_;
	DatapathChoice kind_;
};

} // namespace stamp::app
