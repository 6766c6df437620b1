// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "cli/doctor_rows.h"
#include "cli/error_line.h"
#include "stamp/limits.h"
#include "stamp/wire.h"

namespace stamp::cli {

using stats::Check;
using stats::Finding;

namespace {

constexpr unsigned udp_octets = 8, ipv4_octets = 20, ipv6_octets = 40;
constexpr unsigned least_ipv6_mtu = 1280; // RFC 8200 5

struct Subject {
	const app::InterfaceFacts &facts;
	const app::HostFacts &host;
};

Judgement judge_link(const Subject &of) {
	const net::Interface &link = *of.facts.link;
	const std::string kind = link.kind.empty() ? "" : " (" + link.kind + ")";
	const Finding trouble = of.facts.asked_for ? Finding::fault : Finding::note;
	if (!of.facts.is_set_up)
		return {trouble, "down" + kind, hint_for(Error{ENETDOWN, {}}, link.name)};
	if (!link.up)
		return {trouble, "no carrier" + kind, "ip link show " + link.name};
	return {Finding::ok, "up" + kind};
}

Judgement judge_mtu(const Subject &of) {
	const unsigned mtu = of.facts.link->mtu;
	const std::string text = std::to_string(mtu);
	const std::string cure = "ip link set " + of.facts.link->name + " mtu 1500";
	if (mtu < STAMP_BASE_OCTETS + udp_octets + ipv4_octets)
		return {Finding::fault, text + ": no test packet fits", cure};
	const std::string room =
		text + ": packets of up to " + std::to_string(mtu - udp_octets - ipv4_octets);
	if (mtu < least_ipv6_mtu)
		return {Finding::note, room + " octets over IPv4, none over IPv6, which needs 1280",
			cure};
	return {Finding::ok, room + " octets over IPv4, " +
				     std::to_string(mtu - udp_octets - ipv6_octets) + " over IPv6"};
}

Judgement judge_addresses(const Subject &of) {
	constexpr std::size_t shown = 6;
	if (!of.facts.addresses)
		return not_known(of.facts.addresses.error());
	std::vector<std::string> words;
	std::size_t count = 0;
	for (const net::LocalAddress &one : *of.facts.addresses)
		if (one.kind == STAMP_LOCAL_UNICAST && count++ < shown)
			words.push_back(one.host_bits == 0 ? one.address.text()
							   : one.prefix().text());
	if (count == 0)
		return {Finding::note, "none: a reflector answers nothing",
			"ip address add ADDR dev " + of.facts.link->name};
	if (count > shown)
		words.push_back("and " + std::to_string(count - shown) + " more");
	if (count > STAMP_MAX_ADDRESSES)
		return {Finding::note,
			listed(words) + ": more than the " + std::to_string(STAMP_MAX_ADDRESSES) +
				" that a reflector answers",
			"--address"};
	return {Finding::ok, listed(words)};
}

std::string text_of(const bpf::HookHolder &holder) {
	const std::string number =
		holder.program == 0 ? "a filter" : "program " + std::to_string(holder.program);
	return holder.hook + ": " + number + (holder.name.empty() ? "" : " (" + holder.name + ")");
}

std::string those(const bpf::HookHolders &holders, bool of_ours) {
	std::vector<std::string> words;
	for (const bpf::HookHolder &holder : holders)
		if (holder.is_ours() == of_ours)
			words.push_back(text_of(holder));
	return listed(words);
}

Judgement free_or_ours(const bpf::HookHolders &holders) {
	return {Finding::ok, holders.empty() ? "free" : those(holders, true)};
}

Judgement judge_programs(const Subject &of) {
	if (!of.facts.at_tc)
		return not_known(of.facts.at_tc.error());
	const std::string others = those(*of.facts.at_tc, false);
	if (!others.empty())
		return {Finding::note, "not of stamp: " + others, "bpftool net"};
	return free_or_ours(*of.facts.at_tc);
}

Judgement judge_xdp(const Subject &of) {
	if (!of.facts.at_xdp)
		return not_known(of.facts.at_xdp.error());
	const std::string others = those(*of.facts.at_xdp, false);
	if (!others.empty())
		return {Finding::note,
			others + ": it comes before stamp, and --hook xdp cannot attach",
			"--hook tcx, or detach the other program: bpftool net"};
	return free_or_ours(*of.facts.at_xdp);
}

Judgement judge_qdisc(const Subject &of) {
	if (!of.facts.ingress_qdisc)
		return not_known(of.facts.ingress_qdisc.error());
	const std::string &kind = *of.facts.ingress_qdisc;
	if (kind.empty() || kind == "clsact")
		return {Finding::ok, kind.empty() ? "none" : kind};
	const bool has_tcx = std::any_of(
		of.host.hooks.begin(), of.host.hooks.end(),
		[](const stats::HookState &hook) { return hook.name == "tcx" && hook.available; });
	return {has_tcx ? Finding::note : Finding::fault,
		kind + ": --hook clsact cannot attach, for it has no egress side",
		"--hook tcx (Linux 6.6), or replace it with a clsact qdisc: tc qdisc show dev " +
			of.facts.link->name};
}

// Of those that are on, what joins datagrams before the hooks of tc see them.
Judgement judge_offloads(const Subject &of) {
	if (!of.facts.offloads)
		return not_known(of.facts.offloads.error());
	std::vector<std::string> joining, known;
	for (const char *name : {"rx-lro", "rx-gro-list", "rx-udp-gro-forwarding"})
		if (of.facts.offloads->has(name))
			joining.emplace_back(name);
	for (const char *name : {"rx-gro", "rx-gro-hw", "tx-checksum-ip-generic",
				 "tx-checksum-ipv4", "tx-checksum-ipv6", "tx-udp-segmentation"})
		if (of.facts.offloads->has(name))
			known.emplace_back(name);
	if (joining.empty())
		return {Finding::ok, known.empty() ? "none" : listed(known)};
	return {Finding::note,
		listed(joining) + ": packets of a load may be joined, and are not answered then",
		"ethtool -K " + of.facts.link->name + " " + joining.front() + " off"};
}

Judgement judge_receive_times(const Subject &of) {
	return {Finding::ok, of.facts.no_receive_times.empty()
				     ? "of the network card (--timestamp-source hw), or the kernel"
				     : "of the kernel: " + of.facts.no_receive_times};
}

struct Row {
	const char *name;
	Judgement (*judge)(const Subject &);
};

constexpr Row rows[] = {
	{"link", judge_link},
	{"MTU", judge_mtu},
	{"addresses", judge_addresses},
	{"programs", judge_programs},
	{"XDP", judge_xdp},
	{"ingress qdisc", judge_qdisc},
	{"offloads", judge_offloads},
	{"receive times", judge_receive_times},
};

} // namespace

std::vector<Check> checks_of(const app::InterfaceFacts &facts, const app::HostFacts &host,
			     const std::vector<std::string> &known) {
	if (!facts.link)
		return {{"link", facts.name, Finding::fault, facts.link.error().text(),
			 hint_for(facts.link.error(), facts.name, known)}};
	std::vector<Check> checks;
	for (const Row &row : rows) {
		Judgement found = row.judge({facts, host});
		checks.push_back({row.name, facts.link->name, found.finding, std::move(found.text),
				  std::move(found.cure)});
	}
	return checks;
}

} // namespace stamp::cli
