// SPDX-License-Identifier: Apache-2.0
#include "render/agent_sessions.h"

#include <optional>
#include <utility>

#include "render/json_members.h"
#include "render/sender_stats.h"

namespace stamp::render {
namespace {

constexpr std::size_t piece_octets = 65536;

} // namespace

void write_state(JsonWriter &json, const stats::AgentSession &session) {
	using Text = std::optional<std::string>;
	const bool up = session.state == stats::SessionState::up;
	json.field("up", up)
		.field("target", session.target)
		.field("iface", up ? Text(session.iface) : Text())
		.field("reason", up ? Text() : Text(stats::word_of(session.state)))
		.field("reason_detail", up ? Text() : Text(session.why));
	json.open("labels");
	for (const auto &[name, value] : session.labels)
		json.field(name, value);
	json.close();
}

AgentSessions::AgentSessions(std::shared_ptr<const stats::AgentSnapshot> snapshot)
	: snapshot_(std::move(snapshot)) {
	json_.open()
		.field("v", schema_version)
		.field("type", "sessions")
		.field("agent", snapshot_->state.name);
	json_.open("sessions", '[');
}

void AgentSessions::write(const stats::AgentSession &session) {
	json_.open().field("session", session.name);
	write_state(json_, session);
	json_.field("discovery", session.discovery.empty()
					 ? std::optional<std::string>()
					 : std::optional<std::string>(session.discovery));
	json_.field("hook", session.tally ? std::optional<std::string>(session.hook)
					  : std::optional<std::string>());
	if (session.tally)
		write_measured(json_, *session.tally);
	json_.close();
}

bool AgentSessions::next(std::string &out) {
	while (session_ < snapshot_->sessions.size() && json_.size() < piece_octets)
		write(snapshot_->sessions[session_++]);
	if (session_ < snapshot_->sessions.size()) {
		out += json_.take_part();
		return true;
	}
	out += json_.close(']').close().take_line();
	return false;
}

} // namespace stamp::render
