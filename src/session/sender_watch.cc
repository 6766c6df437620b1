// SPDX-License-Identifier: Apache-2.0
// What a sender cannot go on without: its interface, and its programs there; and its way.
#include <cerrno>

#include "session/sender.h"

namespace stamp::session {

void Sender::on_links(const Result<LinkChanges> &changes) {
	if (is_done())
		return;
	if (!changes)
		return fail(changes.error());
	for (const auto &change : *changes) {
		const bool gone = change.kind == net::LinkChange::Kind::deleted;
		const bool unsure = change.kind == net::LinkChange::Kind::everything;
		if ((gone && change.index == plan_.iface.index) ||
		    (unsure && !host_.interface(plan_.iface.index)))
			return fail(Error{ENODEV, "interface " + change.name});
		if (unsure || change.index == plan_.iface.index)
			look_at_link();
	}
}

// Without a carrier the kernel takes every request, shows it to the egress hook and drops it.
void Sender::look_at_link() {
	const auto iface = host_.interface(plan_.iface.index);
	link_up_ = !iface || iface->up;
	ways_changed_ = host_.now();
}

// Without its programs there are no times: what goes on from here would look like loss of the path.
void Sender::watch_hooks(MonoTime now) {
	const auto missing = hooks_.look(datapath_, now);
	if (!missing)
		return;
	is_detached_ = true;
	const std::string what =
		"interface " + plan_.iface.name + ": " + no_longer_attached(*missing);
	events_.warning({{stats::Kind::detached, {what}}});
	fail(Error{0, what, "bpftool net show lists what is attached; then start stamp again"});
}

void Sender::report_not_pinned() {
	if (const std::string why = datapath_.why_not_pinned(); !why.empty())
		events_.warning({{stats::Kind::sender_not_pinned, {why}}});
}

void Sender::path_changed(const PathChange &change) {
	Target *const target = target_of(change.session);
	if (is_done() || !target)
		return;
	const bool is_route = change.kind == PathChange::Kind::route;
	(is_route ? target->route_changes : target->name_changes)++;
	events_.warning({{is_route ? stats::Kind::route_changed : stats::Kind::name_changed,
			  {change.target, change.now, change.still}},
			 change.session + 1U});
}

} // namespace stamp::session
