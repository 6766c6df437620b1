// SPDX-License-Identifier: Apache-2.0
// Sessions of an agent that one sender can hold: the same settings, interface and family.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "app/sender_setup.h"
#include "app/way.h"
#include "session/sender.h"
#include "stats/report.h"

namespace stamp::app {

struct GroupKey {
	std::string words; // of the profile
	std::string iface;
	bool is_local = false, is_v4 = false;
	auto operator<=>(const GroupKey &) const = default;
};

struct GroupEvents {
	// The session of each has its number in the agent.
	std::function<void(const stats::Packet &)> packet; // empty: nobody wants them
	std::function<void(const stats::Warning &)> warning;
	std::function<void(const stats::Summary &)> removed;
	std::function<bool()> good;
};

class SenderGroup {
public:
	struct Member {
		std::uint32_t id;   // of the session, in the agent
		std::string target; // as it was configured
		Way way;
	};

	// One member at least. Attaches, and sends from the next turn of the loop on.
	static Result<std::unique_ptr<SenderGroup>> start(const session::SenderSpec &settings,
							  const GroupKey &key,
							  const std::vector<Member> &members,
							  GroupEvents events, session::Host &host);
	SenderGroup(const SenderGroup &) = delete;
	SenderGroup &operator=(const SenderGroup &) = delete;

	// While it runs. ENOSPC: it is full.
	Result<void> add(const Member &member);
	// No more requests; removed() follows when those under way are decided.
	void remove(std::uint32_t id);

	[[nodiscard]] const GroupKey &key() const { return key_; }
	[[nodiscard]] session::Sender &sender() { return *sender_; }
	[[nodiscard]] std::string hook() const { return datapath_->hook(); }
	[[nodiscard]] bool has_room() const { return count_ < datapath_->most_targets(); }
	[[nodiscard]] bool has_target(const net::Endpoint &to) const;
	// Nobody is in it, and nobody leaves.
	[[nodiscard]] bool is_empty() const { return count_ == 0; }
	// The session of the sender. It has to be one of ours.
	[[nodiscard]] std::uint16_t session_of(std::uint32_t id) const { return sessions_.at(id); }
	[[nodiscard]] stats::Summary summary(std::uint32_t id);
	[[nodiscard]] stats::Start start_of(std::uint32_t id, const std::string &host) const;
	[[nodiscard]] std::vector<stats::Warning> warnings() const { return setup_->warnings(); }

private:
	SenderGroup(const session::SenderSpec &settings, GroupKey key, GroupEvents events)
		: spec_(settings), key_(std::move(key)), events_(std::move(events)) {}
	[[nodiscard]] session::SenderEvents sender_events();
	[[nodiscard]] std::uint32_t id_of(std::uint32_t session) const;

	session::SenderSpec spec_;
	GroupKey key_;
	GroupEvents events_;
	std::optional<SenderSetup> setup_;
	std::unique_ptr<session::SenderDatapath> datapath_;
	std::unique_ptr<session::Sender> sender_;
	struct Place {
		std::uint32_t id = 0; // 0: nobody has it
		session::TargetPlan plan;
	};
	std::vector<Place> places_;				    // by the sender's session
	std::unordered_map<std::uint32_t, std::uint16_t> sessions_; // of those that stay, by id
	std::size_t count_ = 0;
};

} // namespace stamp::app
