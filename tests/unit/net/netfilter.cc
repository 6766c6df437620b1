// SPDX-License-Identifier: Apache-2.0
// The kernel's answers are those that it gives to `nft list ruleset`, made here by hand.
#include "net/netfilter.h"

#include <string>

#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <linux/netfilter/nfnetlink.h>

#include "support/catch.h"

using namespace stamp;
using net::NetlinkRequest;
using net::Octets;

namespace {

std::string row(std::uint16_t type, const std::string &value) {
	const nlattr head{static_cast<std::uint16_t>(sizeof(nlattr) + value.size()), type};
	std::string octets(reinterpret_cast<const char *>(&head), sizeof(head));
	octets += value;
	octets.resize(NLMSG_ALIGN(octets.size()));
	return octets;
}

std::string big_endian(std::uint32_t value) {
	value = htonl(value);
	return {reinterpret_cast<const char *>(&value), sizeof(value)};
}

struct Row {
	std::uint16_t type;
	std::string value;
};

net::NetlinkMessage message(std::uint8_t family, const std::vector<Row> &rows) {
	NetlinkRequest request(NFT_MSG_NEWRULE, nfgenmsg{family, NFNETLINK_V0, 0});
	for (const Row &each : rows)
		request.add(each.type, std::as_bytes(std::span(each.value)));
	return net::split_netlink(request.octets(0)).front();
}

net::NetlinkMessage rule(std::uint8_t family, const std::string &expressions) {
	return message(family, {{NFTA_RULE_TABLE, "nat"},
				{NFTA_RULE_CHAIN, "POSTROUTING"},
				{NFTA_RULE_EXPRESSIONS, expressions}});
}

std::string expression(const std::string &name, const std::string &data = "") {
	return row(NFTA_LIST_ELEM, row(NFTA_EXPR_NAME, name) + row(NFTA_EXPR_DATA, data));
}

net::NetlinkMessage chain(std::uint8_t family, std::uint32_t hook, std::uint32_t policy) {
	return message(family, {{NFTA_CHAIN_TABLE, "filter"},
				{NFTA_CHAIN_NAME, "OUTPUT"},
				{NFTA_CHAIN_HOOK, row(NFTA_HOOK_HOOKNUM, big_endian(hook))},
				{NFTA_CHAIN_POLICY, big_endian(policy)}});
}

} // namespace

TEST_CASE("rules that translate the source are found, wherever they stand in a rule") {
	net::Netfilter found;
	net::read_rules(
		{rule(NFPROTO_IPV4, expression("meta") + expression("cmp") + expression("masq")),
		 rule(NFPROTO_IPV4, expression("masq")),
		 rule(NFPROTO_IPV6,
		      expression("nat", row(NFTA_NAT_TYPE, big_endian(NFT_NAT_SNAT)))),
		 rule(NFPROTO_INET,
		      expression("nat", row(NFTA_NAT_TYPE, big_endian(NFT_NAT_DNAT)))),
		 rule(NFPROTO_IPV4, expression("target", row(NFTA_TARGET_NAME, "MASQUERADE"))),
		 rule(NFPROTO_INET, expression("target", row(NFTA_TARGET_NAME, "SNAT"))),
		 rule(NFPROTO_INET, expression("counter")), rule(NFPROTO_INET, "")},
		found);
	CHECK(found.rules == 8);
	CHECK(found.translations ==
	      std::vector<net::SourceTranslation>{{"ip nat POSTROUTING", "masquerade"},
						  {"ip6 nat POSTROUTING", "snat"},
						  {"inet nat POSTROUTING", "snat"}});
}

TEST_CASE("of the chains, those that drop what this host sends") {
	net::Netfilter found;
	net::read_chains({chain(NFPROTO_INET, NF_INET_LOCAL_OUT, NF_DROP),
			  chain(NFPROTO_IPV4, NF_INET_LOCAL_OUT, NF_ACCEPT),
			  chain(NFPROTO_IPV4, NF_INET_LOCAL_IN, NF_DROP),
			  chain(NFPROTO_BRIDGE, NF_INET_LOCAL_OUT, NF_DROP),
			  message(NFPROTO_IPV4, {{NFTA_CHAIN_NAME, "without a hook"}})},
			 found);
	CHECK(found.closed_outputs == std::vector<std::string>{"inet filter OUTPUT"});
}

TEST_CASE("expressions that are cut off end the row") {
	const std::string whole = expression("masq");
	for (std::size_t size = 0; size < whole.size(); size++) {
		net::Netfilter found;
		net::read_rules({rule(NFPROTO_IPV4, whole.substr(0, size))}, found);
		CHECK(found.translations.empty());
	}
}
