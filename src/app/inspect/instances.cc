// SPDX-License-Identifier: Apache-2.0
#include "app/inspect/instances.h"

#include <algorithm>
#include <cerrno>
#include <memory>

#include "app/inspect/tallies.h"
#include "bpf/attach/attached.h"
#include "bpf/object/object.h"
#include "bpf/pin/mount.h"
#include "bpf/pin/sessions.h"
#include "bpf/pin/settings.h"
#include "bpf/pin/unpinned.h"
#include "session/answerable.h"
#include "session/reflector_cfg.h"
#include "session/unstamped_watch.h"
#include "session/wire_clock.h"

namespace stamp::app {
namespace {

using stats::Kind;

// Which of its programs are not where they were.
stats::Warning detached(const bpf::Instance &reflector) {
	const bpf::Presence &found = reflector.presence;
	const Kind kind = found.ifindex == 0   ? Kind::interface_lost
			  : !found.has_ingress ? Kind::ingress_lost
			  : !found.has_egress  ? Kind::egress_lost
					       : Kind::xdp_lost;
	return {{kind, {reflector.iface}}};
}

// About where it is, as far as it is not where it was.
void add_whereabouts(const bpf::Instance &reflector, std::vector<stats::Warning> &warnings) {
	using State = bpf::Instance::State;
	if (reflector.state == State::moved)
		warnings.push_back({Kind::moved_away});
	else if (reflector.is_of_another_namespace)
		warnings.push_back({{Kind::moved_here, {reflector.iface}}});
	else if (reflector.about && reflector.iface != reflector.about->iface)
		warnings.push_back({{Kind::renamed, {reflector.about->iface}}});
	if (reflector.state == State::unfinished)
		warnings.push_back({{Kind::add_unfinished, {reflector.iface}}});
	if (reflector.was_broken_off)
		warnings.push_back({{Kind::change_unfinished, {reflector.iface}}});
}

// What the programs add to the clock, compared with what they had to add now.
void compare_clock(const bpf::Instance &reflector, std::vector<stats::Warning> &warnings) {
	const stamp_live &written = reflector.about->live;
	const auto clock =
		session::read_wire_clock(static_cast<stamp_format>(reflector.about->cfg.format));
	if (!clock)
		return;
	stamp_live now{};
	clock->write(now);
	const Duration off{written.utc_minus_clock_ns + written.wire_minus_utc_ns -
			   now.utc_minus_clock_ns - now.wire_minus_utc_ns};
	if (off != Duration::zero())
		warnings.push_back({{Kind::tai_offset, {reflector.iface, off}}});
	const bool claims = stamp_swap16(written.error_estimate) & STAMP_ERROR_S;
	if (claims != clock->synced())
		warnings.push_back({{clock->synced() ? Kind::clock_synced : Kind::clock_not_synced,
				     {reflector.iface}}});
}

void compare_addresses(const bpf::Instance &reflector, std::vector<stats::Warning> &warnings) {
	const auto answered = bpf::pinned_addresses(reflector);
	const auto found = net::local_addresses(reflector.presence.ifindex);
	if (!answered || !found)
		return;
	const auto iface = net::find_interface(reflector.presence.ifindex);
	if (iface && answered->empty() && found->empty())
		if (auto warning = session::no_addresses(*iface, net::bridge_of(*iface), *found))
			warnings.push_back(std::move(*warning));
	std::vector<net::Prefix> own;
	for (const net::LocalAddress &local : *found)
		if (local.kind == STAMP_LOCAL_UNICAST)
			own.push_back(local.prefix());
	std::sort(own.begin(), own.end());
	if (own != *answered)
		warnings.push_back({{Kind::addresses_changed, {reflector.iface}}});
}

// By the kernel's word. A process waits for an interface that has gone, and attaches again where
// another program detached it.
bool is_attached(const stamp_about &about) {
	const int ifindex = static_cast<int>(about.ifindex);
	if (!net::find_interface(ifindex))
		return false;
	const auto missing = bpf::detached_programs(ifindex, about.programs);
	return !missing || missing->empty(); // without CAP_NET_ADMIN: as far as known
}

// A single address without a length.
std::vector<std::string> address_texts(const std::vector<net::Prefix> &addresses) {
	std::vector<std::string> all;
	for (const net::Prefix &address : addresses)
		all.push_back(address.is_address() ? address.address.text() : address.text());
	return all;
}

template <typename Values> std::vector<std::string> texts(const Values &values) {
	std::vector<std::string> all;
	for (const auto &value : values)
		all.push_back(value.text());
	return all;
}

stats::PinnedReflector::State state_of(const bpf::Instance &reflector) {
	using State = stats::PinnedReflector::State;
	switch (reflector.state) {
	case bpf::Instance::State::attached:
		return State::attached;
	case bpf::Instance::State::moved:
		return State::moved;
	case bpf::Instance::State::unfinished:
		return State::unfinished;
	default:
		return State::detached;
	}
}

// Nothing for a stateless reflector. What cannot be read is logged.
void add_pinned_sessions(stats::InterfaceStats &stats, const bpf::Instance &reflector,
			 const SessionsWanted &wanted) {
	auto opened = bpf::Sessions::open(reflector.directory);
	if (!opened && opened.error().code != ENOENT) // it ended meanwhile
		wanted.log({Kind::sessions_unreadable, {opened.error().text()}});
	if (!opened || !*opened)
		return;
	const auto sessions = std::make_shared<bpf::Sessions>(std::move(**opened));
	add_sessions(stats,
		     {.most = sessions->most(),
		      .authenticated = reflector.about && reflector.about->cfg.authenticated,
		      .read = [sessions](const auto &take) { return sessions->read(take); },
		      .now = [sessions] { return sessions->now(); }},
		     wanted);
}

stats::InterfaceStats stats_of(const bpf::Instance &found, const session::Verdicts &verdicts,
			       const SessionsWanted &wanted) {
	stats::InterfaceStats s{found.iface, found.about->hook, session::ports_of(found.about->cfg),
				utc(found.about->since_ns), verdicts};
	s.role = found.role;
	s.pinned = found.is_persistent();
	if (s.hook.empty())
		s.hook = "none"; // it was not attached yet
	s.attached = found.works() && (found.is_persistent() || is_attached(*found.about));
	s.warnings = warnings_of(found);
	if (found.role == STAMP_ROLE_REFLECTOR) {
		if (const auto notes = bpf::read_tlv_notes(found.directory))
			s.tlvs = *notes;
		if (auto warning = session::unstamped_warning(found.iface, verdicts))
			s.warnings.push_back(*std::move(warning));
		add_pinned_sessions(s, found, wanted);
	} else {
		add_tallies(s, found, wanted.log);
	}
	return s;
}

void add_unpinned(const bpf::Unpinned &found, StatsRead &read) {
	if (!found.verdicts) {
		const Kind kind = found.role == STAMP_ROLE_SENDER
					  ? Kind::sender_counters_not_pinned
					  : Kind::reflector_counters_not_pinned;
		read.unreadable.push_back({kind, {found.iface, found.hook}});
		return;
	}
	stats::InterfaceStats s{found.iface, found.hook, found.ports, utc(found.since_ns),
				*found.verdicts};
	s.role = found.role;
	s.warnings.push_back({{Kind::not_pinned, {found.iface}}});
	read.interfaces.push_back(std::move(s));
}

} // namespace

std::vector<stats::Warning> warnings_of(const bpf::Instance &reflector) {
	if (!reflector.is_persistent())
		return {};
	if (!reflector.about && reflector.state != bpf::Instance::State::unfinished)
		return {{{Kind::unreadable, {reflector.iface, reflector.why_not.text()}}}};
	std::vector<stats::Warning> warnings;
	add_whereabouts(reflector, warnings);
	if (reflector.state == bpf::Instance::State::detached)
		warnings.push_back(detached(reflector));
	if (!reflector.works())
		return warnings;
	compare_clock(reflector, warnings);
	if (!reflector.about->some_addresses)
		compare_addresses(reflector, warnings);
	return warnings;
}

stats::PinnedReflector shown(const bpf::Instance &reflector) {
	stats::PinnedReflector r;
	r.iface = reflector.iface;
	r.state = state_of(reflector);
	r.warnings = warnings_of(reflector);
	if (!reflector.about || reflector.about->hook[0] == '\0')
		return r; // nothing was attached yet
	const stamp_about &about = *reflector.about;
	r.known = true;
	r.hook = about.hook;
	r.ports = session::ports_of(about.cfg);
	if (const auto addresses = bpf::pinned_addresses(reflector))
		r.addresses = address_texts(*addresses);
	if (const auto allow = bpf::pinned_prefixes(reflector))
		r.allow = texts(*allow);
	if (const auto ssids = bpf::pinned_ssids(reflector))
		r.ssids = *ssids;
	r.auth = about.cfg.authenticated != 0;
	r.rate_pps = about.rate_pps;
	r.total_rate_pps = about.total_rate_pps;
	r.format = static_cast<stamp_format>(about.cfg.format);
	r.since = utc(about.since_ns);
	r.version = about.stamp;
	return r;
}

bool pins_are_hidden() {
	return bpf::pins_are_hidden();
}

void read_instances(const std::string &iface, const SessionsWanted &wanted, StatsRead &read) {
	bpf::route_libbpf_messages();
	const auto only = iface.empty() ? std::nullopt : std::optional(iface);
	const auto all = bpf::instances(only);
	if (!all && all.error().reason != Reason::no_bpffs) // that is nothing that is pinned
		read.failed = all.error();
	for (const bpf::Instance &found : all ? *all : std::vector<bpf::Instance>{}) {
		const bool has_no_pins =
			found.state == bpf::Instance::State::unfinished && !found.about;
		if (found.state == bpf::Instance::State::stale || has_no_pins)
			continue;
		const auto verdicts = bpf::read_verdicts(found.directory);
		if (found.about && verdicts)
			read.interfaces.push_back(stats_of(found, *verdicts, wanted));
		else
			read.unreadable.push_back(
				{Kind::counters_unreadable,
				 {found.iface,
				  (found.about ? verdicts.error() : found.why_not).text()}});
	}
	for (const bpf::Unpinned &found :
	     bpf::unpinned(all ? *all : std::vector<bpf::Instance>{}, only))
		add_unpinned(found, read);
}

} // namespace stamp::app
