// SPDX-License-Identifier: Apache-2.0
#include "app/agent/sender_group.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "app/sender_tlvs.h"
#include "net/iface.h"
#include "stamp/limits.h"

namespace stamp::app {
namespace {

constexpr std::size_t least_room = 64;

// For those that are added later, twice as many.
std::size_t room_for(std::size_t members) {
	return std::clamp<std::size_t>(std::bit_ceil(2 * members), least_room, STAMP_MAX_TARGETS);
}

} // namespace

Result<std::unique_ptr<SenderGroup>> SenderGroup::start(const session::SenderSpec &settings,
							const GroupKey &key,
							const std::vector<Member> &members,
							GroupEvents events, session::Host &host) {
	const auto iface = host.interface(key.iface);
	if (!iface)
		return iface.error();
	std::unique_ptr<SenderGroup> group(new SenderGroup(settings, key, std::move(events)));
	session::SenderSpec &spec = group->spec_;
	spec.iface = key.iface;
	spec.stays = true;
	spec.spread = true;
	spec.most_targets = room_for(members.size());
	std::vector<Way> ways;
	for (const Member &member : members) {
		ways.push_back(member.way);
		spec.targets.push_back({member.target, member.way.target.port});
	}
	auto plan = plan_of_ways(spec, *iface, ways, key.is_local);
	if (!plan)
		return std::move(plan).error();
	auto setup = SenderSetup::prepare(spec, std::move(plan).value());
	if (!setup)
		return std::move(setup).error();
	group->setup_.emplace(std::move(setup).value());
	auto datapath = group->setup_->attach();
	if (!datapath)
		return std::move(datapath).error();
	group->datapath_ = std::move(datapath).value();
	const session::SenderPlan &whole = group->setup_->plan();
	for (std::size_t i = 0; i < members.size(); i++) {
		group->places_.push_back({members[i].id, whole.targets[i]});
		group->sessions_[members[i].id] = static_cast<std::uint16_t>(i);
	}
	group->count_ = members.size();
	group->sender_ =
		std::make_unique<session::Sender>(spec, whole, group->setup_->clock(),
						  *group->datapath_, group->sender_events(), host);
	return group;
}

std::uint32_t SenderGroup::id_of(std::uint32_t session) const {
	return session == 0 || session > places_.size() ? 0 : places_[session - 1].id;
}

session::SenderEvents SenderGroup::sender_events() {
	session::SenderEvents events;
	events.packet = [this](const stats::Packet &packet) {
		if (!events_.packet)
			return;
		stats::Packet named = packet;
		named.session = id_of(packet.session);
		events_.packet(named);
	};
	events.warning = [this](const stats::Warning &warning) {
		events_.warning({warning.message, id_of(warning.session)});
	};
	events.interim = [](const std::vector<stats::Summary> &) {};
	events.good = events_.good;
	events.hangup = [] {};
	events.removed = [this](const stats::Summary &summary) {
		stats::Summary named = summary;
		named.session = id_of(summary.session);
		places_[summary.session - 1] = {};
		count_--;
		events_.removed(named);
	};
	return events;
}

Result<void> SenderGroup::add(const Member &member) {
	auto planned = plan_of_ways(spec_, setup_->plan().iface, {member.way}, key_.is_local);
	if (!planned)
		return std::move(planned).error();
	planned->source_port = setup_->plan().source_port;
	if (auto done = plan_tlvs(spec_, *planned); !done)
		return done;
	session::TargetPlan &target = planned->targets.front();
	std::set<std::uint16_t> used;
	for (const Place &place : places_)
		used.insert(place.plan.ssid);
	target.ssid = choose_ssid(spec_, used);
	const auto session = sender_->add_target(target, member.target);
	if (!session)
		return session.error();
	if (*session >= places_.size())
		places_.resize(*session + std::size_t{1});
	places_[*session] = {member.id, target};
	sessions_[member.id] = *session;
	count_++;
	return {};
}

bool SenderGroup::has_target(const net::Endpoint &to) const {
	return std::any_of(places_.begin(), places_.end(), [&](const Place &place) {
		return place.id != 0 && place.plan.to == to;
	});
}

void SenderGroup::remove(std::uint32_t id) {
	sender_->remove_target(session_of(id));
	sessions_.erase(id);
}

stats::Summary SenderGroup::summary(std::uint32_t id) {
	stats::Summary summary = sender_->summary(session_of(id));
	summary.session = id;
	return summary;
}

stats::Start SenderGroup::start_of(std::uint32_t id, const std::string &host) const {
	return start_report({spec_, setup_->plan(), setup_->clock(), *datapath_}, id,
			    places_[session_of(id)].plan, host);
}

} // namespace stamp::app
