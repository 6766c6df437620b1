// SPDX-License-Identifier: Apache-2.0
#include "render/agent_metrics.h"

#include <utility>

#include "render/openmetrics.h"
#include "render/sender_families.h"

namespace stamp::render {
namespace {

constexpr std::size_t piece_octets = 65536;

void append_own(Labels &labels, const stats::AgentSession &session) {
	for (const auto &[name, value] : session.labels)
		labels += "," + label(name, value);
}

Labels name_and_target(const stats::AgentSession &session) {
	return label("session", session.name) + "," + label("target", session.target);
}

Labels labels_of(const stats::AgentSession &session) {
	Labels labels = name_and_target(session) + "," + label("iface", session.iface);
	append_own(labels, session);
	return labels;
}

std::string discoveries(const std::vector<stats::DiscoveryState> &all, Dialect dialect) {
	Samples targets, peers, failures, succeeded;
	for (const stats::DiscoveryState &one : all) {
		const Labels labels = label("discovery", one.name);
		targets[labels] = std::to_string(one.targets);
		peers[labels] = std::to_string(one.peers);
		failures[labels] = std::to_string(one.failures);
		if (one.succeeded)
			succeeded[labels] = seconds(one.succeeded->time_since_epoch());
	}
	return family("stamp_discovery_targets", "Targets that a discovery found.", Kind::gauge,
		      targets, dialect) +
	       family("stamp_discovery_peers", "Targets of a discovery that are measured.",
		      Kind::gauge, peers, dialect) +
	       family("stamp_discovery_failures_total", "Attempts of a discovery that failed.",
		      Kind::counter, failures, dialect) +
	       family("stamp_discovery_last_success_timestamp_seconds",
		      "When a discovery last succeeded.", Kind::gauge_of_seconds, succeeded,
		      dialect);
}

} // namespace

AgentMetrics::AgentMetrics(std::shared_ptr<const stats::AgentSnapshot> snapshot,
			   std::string version, Dialect dialect)
	: snapshot_(std::move(snapshot)), version_(std::move(version)), dialect_(dialect) {
	for (const stats::AgentSession &session : snapshot_->sessions)
		labels_.push_back(labels_of(session));
}

void AgentMetrics::append_process(std::string &out) const {
	const stats::AgentState &state = snapshot_->state;
	out += family("stamp_agent_info", "Name of the agent.", Kind::gauge,
		      {{label("agent", state.name), "1"}}, dialect_) +
	       family("stamp_config_last_reload_successful",
		      "Whether the latest reading of the configuration succeeded.", Kind::gauge,
		      {{"", state.reload_succeeded ? "1" : "0"}}, dialect_) +
	       family("stamp_config_last_reload_success_timestamp_seconds",
		      "When the configuration was last read with success.", Kind::gauge_of_seconds,
		      {{"", seconds(state.reloaded.time_since_epoch())}}, dialect_) +
	       discoveries(state.discoveries, dialect_) +
	       interface_metrics(state.reflectors, version_, dialect_);
}

void AgentMetrics::append_states(std::string &out) const {
	if (snapshot_->sessions.empty())
		return;
	const std::string name = "stamp_session_up";
	out += family_head(name, "Whether a session sends, and why not.", Kind::gauge, dialect_);
	for (const stats::AgentSession &session : snapshot_->sessions) {
		Labels labels = name_and_target(session) + "," +
				label("reason", std::string(stats::word_of(session.state)));
		append_own(labels, session);
		append_sample(out, name, labels,
			      session.state == stats::SessionState::up ? "1" : "0");
	}
}

// False: there is no further one.
bool AgentMetrics::append_family(std::string &out) {
	if (family_ == sender_families().size())
		return false;
	const SenderFamily &family = sender_families()[family_];
	const auto &sessions = snapshot_->sessions;
	const std::string name = family.name;
	std::string samples;
	while (session_ < sessions.size() && samples.size() < piece_octets) {
		const std::size_t at = session_++;
		if (sessions[at].tally)
			family.append(samples, name, labels_[at], *sessions[at].tally);
	}
	if (!samples.empty() && !std::exchange(has_head_, true))
		out += family_head(name, family.help, family.kind, dialect_);
	out += samples;
	if (session_ == sessions.size()) {
		family_++;
		session_ = 0;
		has_head_ = false;
	}
	return true;
}

bool AgentMetrics::next(std::string &out) {
	if (!std::exchange(is_begun_, true)) {
		append_process(out);
		append_states(out);
		return true;
	}
	if (append_family(out))
		return true;
	if (dialect_ == Dialect::openmetrics)
		out += "# EOF\n";
	return false;
}

} // namespace stamp::render
