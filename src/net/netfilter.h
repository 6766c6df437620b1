// SPDX-License-Identifier: Apache-2.0
// What the packet filters of this network namespace may do to what leaves it, as far as the kernel
// lists it: nftables, and iptables over nftables. Of the older iptables it names the tables alone.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "net/netlink.h"

namespace stamp::net {

// A rule that may give packets another source address and port.
struct SourceTranslation {
	std::string chain;  // "ip nat POSTROUTING"
	std::string action; // "masquerade", "snat"

	bool operator==(const SourceTranslation &) const = default;
};

struct Netfilter {
	std::size_t rules = 0;			     // of nftables
	std::vector<SourceTranslation> translations; // each once
	std::vector<std::string> closed_outputs;     // chains that drop what no rule accepts
	std::vector<std::string> legacy_tables;	     // "nat": with rules that cannot be seen

	bool operator==(const Netfilter &) const = default;
};

// Needs CAP_NET_ADMIN, effective.
Result<Netfilter> netfilter();

// From the answers of nftables. Pure.
void read_chains(const std::vector<NetlinkMessage> &chains, Netfilter &found);
void read_rules(const std::vector<NetlinkMessage> &rules, Netfilter &found);

} // namespace stamp::net
