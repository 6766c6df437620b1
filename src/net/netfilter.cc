// SPDX-License-Identifier: Apache-2.0
#include "net/netfilter.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <optional>

#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <linux/netfilter/nfnetlink.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "base/fd.h"

namespace stamp::net {
namespace {

constexpr timeval answer_limit{2, 0};
constexpr const char *reading = "read from nftables";

Result<Fd> open_nfnetlink() {
	Fd fd(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER));
	if (!fd)
		return last_error("open a netlink socket for netfilter");
	setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &answer_limit, sizeof(answer_limit));
	return fd;
}

// A kernel without nftables, or whose module nobody has loaded.
bool says_none(int code) {
	return code == EPROTONOSUPPORT || code == EINVAL || code == EOPNOTSUPP || code == ENOENT;
}

// Absent: more is to come.
std::optional<int> end_of(const NetlinkMessage &message) {
	if (message.type != NLMSG_DONE && message.type != NLMSG_ERROR)
		return std::nullopt;
	return -read_as<int>(message.body).value_or(-EPROTO);
}

Result<std::vector<NetlinkMessage>> dump(const Fd &fd, std::uint16_t message) {
	constexpr unsigned subsystem_bits = 8;
	const auto type =
		static_cast<std::uint16_t>(NFNL_SUBSYS_NFTABLES << subsystem_bits | message);
	const auto octets = NetlinkRequest(type, nfgenmsg{NFPROTO_UNSPEC, NFNETLINK_V0, 0})
				    .octets(NLM_F_REQUEST | NLM_F_DUMP);
	if (send(fd.get(), octets.data(), octets.size(), MSG_NOSIGNAL) < 0)
		return last_error("ask nftables");
	std::vector<NetlinkMessage> all;
	for (;;) {
		auto messages = receive_netlink(fd);
		if (!messages)
			return std::move(messages).error();
		if (!*messages)
			return Error{ETIMEDOUT, reading};
		for (NetlinkMessage &one : **messages) {
			const auto end = end_of(one);
			if (!end) {
				all.push_back(std::move(one));
				continue;
			}
			if (*end != 0 && !says_none(*end))
				return Error{*end, reading};
			return all;
		}
	}
}

const char *family_name(const NetlinkMessage &message) {
	const auto header = message.header<nfgenmsg>();
	switch (header ? static_cast<int>(header->nfgen_family) : NFPROTO_UNSPEC) {
	case NFPROTO_INET:
		return "inet";
	case NFPROTO_IPV4:
		return "ip";
	case NFPROTO_IPV6:
		return "ip6";
	case NFPROTO_BRIDGE:
		return "bridge";
	case NFPROTO_NETDEV:
		return "netdev";
	default:
		return "arp";
	}
}

std::optional<std::uint32_t> number(const NetlinkAttributes &attributes, std::uint16_t type) {
	const auto value = attributes.get<std::uint32_t>(type);
	return value ? std::optional(ntohl(*value)) : std::nullopt;
}

// What an expression of a rule does to the source; empty: nothing.
std::string translation(const NetlinkAttributes &expression) {
	const std::string name = expression.text(NFTA_EXPR_NAME);
	const NetlinkAttributes data(expression.find(NFTA_EXPR_DATA).value_or(Octets{}));
	if (name == "masq")
		return "masquerade";
	if (name == "nat" && number(data, NFTA_NAT_TYPE) == NFT_NAT_SNAT)
		return "snat";
	const std::string target = name == "target" ? data.text(NFTA_TARGET_NAME) : "";
	if (target == "MASQUERADE")
		return "masquerade";
	return target == "SNAT" ? "snat" : "";
}

// The kernel's own rows of attributes: the tables of the older iptables that somebody has used.
void read_legacy_tables(const char *path, Netfilter &found) {
	std::ifstream file(path);
	for (std::string name; std::getline(file, name);)
		if (std::find(found.legacy_tables.begin(), found.legacy_tables.end(), name) ==
		    found.legacy_tables.end())
			found.legacy_tables.push_back(name);
}

} // namespace

void read_chains(const std::vector<NetlinkMessage> &chains, Netfilter &found) {
	for (const NetlinkMessage &chain : chains) {
		const auto attributes = chain.attributes<nfgenmsg>();
		const auto hook = attributes.find(NFTA_CHAIN_HOOK);
		if (!hook ||
		    number(NetlinkAttributes(*hook), NFTA_HOOK_HOOKNUM) != NF_INET_LOCAL_OUT)
			continue;
		const std::string family = family_name(chain);
		if (family != "ip" && family != "ip6" && family != "inet")
			continue; // the same number is another hook there
		if (number(attributes, NFTA_CHAIN_POLICY) == NF_DROP)
			found.closed_outputs.push_back(family + " " +
						       attributes.text(NFTA_CHAIN_TABLE) + " " +
						       attributes.text(NFTA_CHAIN_NAME));
	}
}

void read_rules(const std::vector<NetlinkMessage> &rules, Netfilter &found) {
	for (const NetlinkMessage &rule : rules) {
		found.rules++;
		const auto attributes = rule.attributes<nfgenmsg>();
		Octets rest = attributes.find(NFTA_RULE_EXPRESSIONS).value_or(Octets{});
		while (const auto head = read_as<nlattr>(rest)) {
			if (head->nla_len < sizeof(nlattr) || head->nla_len > rest.size())
				break;
			const SourceTranslation one{
				std::string(family_name(rule)) + " " +
					attributes.text(NFTA_RULE_TABLE) + " " +
					attributes.text(NFTA_RULE_CHAIN),
				translation(NetlinkAttributes(rest.subspan(
					sizeof(nlattr), head->nla_len - sizeof(nlattr))))};
			if (!one.action.empty() &&
			    std::find(found.translations.begin(), found.translations.end(), one) ==
				    found.translations.end())
				found.translations.push_back(one);
			rest = rest.subspan(
				std::min<std::size_t>(rest.size(), NLMSG_ALIGN(head->nla_len)));
		}
	}
}

Result<Netfilter> netfilter() {
	Netfilter found;
	for (const char *path :
	     {"/proc/self/net/ip_tables_names", "/proc/self/net/ip6_tables_names"})
		read_legacy_tables(path, found);
	const auto fd = open_nfnetlink();
	if (!fd && says_none(fd.error().code))
		return found;
	if (!fd)
		return fd.error();
	const auto chains = dump(*fd, NFT_MSG_GETCHAIN);
	if (!chains)
		return chains.error();
	read_chains(*chains, found);
	const auto rules = dump(*fd, NFT_MSG_GETRULE);
	if (!rules)
		return rules.error();
	read_rules(*rules, found);
	return found;
}

} // namespace stamp::net
