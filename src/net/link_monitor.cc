// SPDX-License-Identifier: Apache-2.0
#include "net/link_monitor.h"

#include <algorithm>
#include <cerrno>

#include "net/local_table.h"

namespace stamp::net {
namespace {

constexpr int datagrams_a_drain = 1024;

} // namespace

void LinkTable::reset(const std::vector<Interface> &interfaces) {
	known_.clear();
	for (const auto &iface : interfaces)
		known_[iface.index] = {iface.name, iface.up, iface.mac, iface.master};
}

void LinkTable::apply(const NetlinkMessage &message, std::vector<LinkChange> &changes) {
	if (message.type == RTM_NEWADDR || message.type == RTM_DELADDR) {
		if (const auto info = message.header<ifaddrmsg>())
			apply_address(static_cast<int>(info->ifa_index), changes);
		return;
	}
	if (message.type == RTM_NEWROUTE || message.type == RTM_DELROUTE) {
		// The kernel reports an address before it is in the table that decides.
		if (const auto route = read_local_route(message))
			apply_address(route->index, changes);
		return;
	}
	const auto iface = read_interface(message);
	if (!iface)
		return;
	if (message.type == RTM_NEWLINK)
		apply_new(*iface, changes);
	else
		apply_deleted(*iface, changes);
}

void LinkTable::apply_new(const Interface &iface, std::vector<LinkChange> &changes) {
	using Kind = LinkChange::Kind;
	const Known after{iface.name, iface.up, iface.mac, iface.master};
	const auto [known, is_new] = known_.try_emplace(iface.index, after);
	if (is_new) {
		changes.push_back({Kind::added, iface.index, iface.name, iface.up});
		return;
	}
	const Known before = std::exchange(known->second, after);
	if (before.name != iface.name)
		changes.push_back({Kind::renamed, iface.index, iface.name, iface.up});
	if (before.up != iface.up)
		changes.push_back(
			{iface.up ? Kind::up : Kind::down, iface.index, iface.name, iface.up});
	if (before.mac != iface.mac || before.master != iface.master)
		apply_address(iface.index, changes);
}

void LinkTable::apply_deleted(const Interface &iface, std::vector<LinkChange> &changes) {
	if (known_.erase(iface.index) != 0)
		changes.push_back({LinkChange::Kind::deleted, iface.index, iface.name, false});
}

void LinkTable::apply_address(int index, std::vector<LinkChange> &changes) {
	// The last addresses of an interface go when it is gone already: nobody's news any more.
	const auto known = known_.find(index);
	if (known == known_.end())
		return;
	const auto is_known = [index](const LinkChange &change) {
		return change.kind == LinkChange::Kind::addresses && change.index == index;
	};
	if (std::none_of(changes.begin(), changes.end(), is_known))
		changes.push_back(
			{LinkChange::Kind::addresses, index, known->second.name, known->second.up});
}

Result<LinkMonitor> LinkMonitor::open() {
	auto fd = open_rtnetlink({RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR,
				  RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE},
				 false);
	if (!fd)
		return std::move(fd).error().while_doing("follow the interfaces");
	if (auto chosen = leave_out_other_routes(*fd); !chosen)
		return std::move(chosen).error();
	LinkMonitor monitor(*std::move(fd), {});
	// After the subscription, so that nothing falls between the two.
	if (auto started = monitor.start_over(); !started)
		return std::move(started).error();
	return monitor;
}

Result<void> LinkMonitor::start_over() {
	const auto list = interfaces();
	if (!list)
		return list.error();
	table_.reset(*list);
	return {};
}

Result<std::vector<LinkChange>> LinkMonitor::drain() {
	std::vector<LinkChange> changes;
	for (int i = 0; i < datagrams_a_drain; i++) {
		const auto messages = receive_netlink(fd_);
		if (!messages && messages.error().code == ENOBUFS) {
			// What was reported so far is older than what was lost, and part of it.
			changes = {LinkChange{}};
			if (auto started = start_over(); !started)
				return std::move(started).error();
			continue;
		}
		if (!messages)
			return Error(messages.error()).while_doing("follow the interfaces");
		if (!*messages)
			break;
		for (const auto &message : **messages)
			table_.apply(message, changes);
	}
	return changes;
}

} // namespace stamp::net
