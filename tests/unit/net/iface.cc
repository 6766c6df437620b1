// SPDX-License-Identifier: Apache-2.0
#include "net/iface.h"

#include <algorithm>
#include <cerrno>

#include <arpa/inet.h>
#include <linux/if_addr.h>
#include <net/if.h>
#include <net/if_arp.h>

#include "support/catch.h"
#include "unit/net/own_netns.h"

using namespace stamp;
using net::Address;
using net::LocalAddress;

namespace {

template <typename T> net::Octets octets_of(const T &value) {
	return std::as_bytes(std::span(&value, 1));
}

net::NetlinkMessage message_of(const net::NetlinkRequest &request) {
	return net::split_netlink(request.octets(0)).front();
}

in_addr v4(const char *text) {
	return Address::parse(text)->v4();
}

struct V4Row {
	const char *address, *local, *broadcast; // nullptr: attribute absent
	unsigned char prefix_length;
	std::vector<std::string> unicast, broadcasts;
};

std::vector<LocalAddress> read(const V4Row &row) {
	ifaddrmsg header{};
	header.ifa_family = AF_INET;
	header.ifa_index = 7;
	header.ifa_prefixlen = row.prefix_length;
	net::NetlinkRequest request(RTM_NEWADDR, header);
	if (row.address)
		request.add(IFA_ADDRESS, octets_of(v4(row.address)));
	if (row.local)
		request.add(IFA_LOCAL, octets_of(v4(row.local)));
	if (row.broadcast)
		request.add(IFA_BROADCAST, octets_of(v4(row.broadcast)));
	std::vector<LocalAddress> addresses;
	net::read_local_address(message_of(request), 7, addresses);
	return addresses;
}

std::vector<std::string> of_kind(const std::vector<LocalAddress> &addresses,
				 stamp_local_kind kind) {
	std::vector<std::string> texts;
	for (const auto &entry : addresses)
		if (entry.kind == kind)
			texts.push_back(entry.address.text());
	return texts;
}

bool has(const std::vector<LocalAddress> &addresses, const char *text, stamp_local_kind kind) {
	const auto texts = of_kind(addresses, kind);
	return std::find(texts.begin(), texts.end(), text) != texts.end();
}

std::vector<LocalAddress> read_v6(std::uint32_t flags) {
	ifaddrmsg header{};
	header.ifa_family = AF_INET6;
	header.ifa_index = 7;
	net::NetlinkRequest request(RTM_NEWADDR, header);
	request.add(IFA_ADDRESS, octets_of(Address::parse("fe80::1")->v6()));
	request.add(IFA_FLAGS, octets_of(flags));
	std::vector<LocalAddress> addresses;
	net::read_local_address(message_of(request), 7, addresses);
	return addresses;
}

} // namespace

TEST_CASE("the loopback device is found as it is") {
	const auto lo = net::find_interface("lo");
	REQUIRE(lo);
	CHECK(lo->name == "lo");
	CHECK(lo->index == static_cast<int>(if_nametoindex("lo")));
	CHECK(lo->is_loopback);
	CHECK(lo->has_mac);
	CHECK(lo->mtu > 0);
	CHECK(net::find_interface(lo->index)->name == "lo");
	const auto all = net::interfaces();
	REQUIRE(all);
	CHECK(std::find(all->begin(), all->end(), *lo) != all->end());
}

TEST_CASE("an interface that is not there is named in the error") {
	for (const std::string name : {"nosuchif0", "a-name-longer-than-fifteen", ""}) {
		const auto iface = net::find_interface(name);
		REQUIRE_FALSE(iface);
		CHECK(iface.error().code == ENODEV);
		CHECK(iface.error().what == "find interface " + name);
	}
	CHECK(net::find_interface(std::string(500, 'x')).error().code == ENODEV);
	CHECK(net::find_interface(0).error().code == ENODEV);
	CHECK(net::find_interface(987654321).error().code == ENODEV);
	CHECK_FALSE(net::local_addresses(987654321));
}

TEST_CASE("a link message says what the frames begin with, and whether it is up") {
	struct Row {
		unsigned short type;
		unsigned flags;
		bool has_mac, is_loopback, up;
	};
	const Row rows[] = {
		{ARPHRD_ETHER, IFF_UP | IFF_RUNNING, true, false, true},
		{ARPHRD_ETHER, IFF_UP, true, false, false},
		{ARPHRD_ETHER, IFF_RUNNING, true, false, false},
		{ARPHRD_LOOPBACK, IFF_LOOPBACK | IFF_UP | IFF_RUNNING, true, true, true},
		{ARPHRD_NONE, IFF_UP | IFF_RUNNING, false, false, true},
		{ARPHRD_TUNNEL, IFF_UP | IFF_RUNNING, false, false, true},
		{ARPHRD_PPP, IFF_UP | IFF_RUNNING, false, false, true},
	};
	for (const Row &row : rows) {
		ifinfomsg header{};
		header.ifi_index = 3;
		header.ifi_type = row.type;
		header.ifi_flags = row.flags;
		const auto iface =
			net::read_interface(message_of(net::NetlinkRequest(RTM_NEWLINK, header)));
		REQUIRE(iface);
		CHECK(iface->index == 3);
		CHECK(iface->has_mac == row.has_mac);
		CHECK(iface->is_loopback == row.is_loopback);
		CHECK(iface->up == row.up);
	}
}

TEST_CASE("what a bridge says of its ports is not about interfaces") {
	ifinfomsg header{};
	header.ifi_family = AF_BRIDGE;
	CHECK_FALSE(net::read_interface(message_of(net::NetlinkRequest(RTM_DELLINK, header))));
	CHECK_FALSE(net::read_interface(message_of(net::NetlinkRequest(RTM_NEWADDR, ifinfomsg{}))));
}

TEST_CASE("an IPv4 address brings the broadcast addresses of its subnet") {
	const V4Row rows[] = {
		{"192.0.2.1", "192.0.2.1", "192.0.2.255", 24, {"192.0.2.1"}, {"192.0.2.255"}},
		{"192.0.2.1", "192.0.2.1", nullptr, 24, {"192.0.2.1"}, {"192.0.2.255"}},
		{"192.0.2.1", nullptr, nullptr, 24, {"192.0.2.1"}, {"192.0.2.255"}},
		{"192.0.2.1",
		 "192.0.2.1",
		 "192.0.2.0",
		 24,
		 {"192.0.2.1"},
		 {"192.0.2.0", "192.0.2.255"}},
		{"10.9.8.7", "10.9.8.7", nullptr, 8, {"10.9.8.7"}, {"10.255.255.255"}},
		{"192.0.2.5", "192.0.2.5", nullptr, 30, {"192.0.2.5"}, {"192.0.2.7"}},
		{"192.0.2.5", "192.0.2.5", nullptr, 31, {"192.0.2.5"}, {}},
		{"192.0.2.5", "192.0.2.5", nullptr, 32, {"192.0.2.5"}, {}},
		{"198.51.100.9", "192.0.2.1", nullptr, 24, {"192.0.2.1"}, {"198.51.100.255"}},
		{"127.0.0.1", "127.0.0.1", nullptr, 8, {"127.0.0.1"}, {"127.255.255.255"}},
	};
	for (const V4Row &row : rows) {
		const auto addresses = read(row);
		CHECK(of_kind(addresses, STAMP_LOCAL_UNICAST) == row.unicast);
		CHECK(of_kind(addresses, STAMP_LOCAL_BROADCAST) == row.broadcasts);
	}
}

TEST_CASE("an IPv6 address is ours once nobody else has it") {
	CHECK(read_v6(0).size() == 1);
	CHECK(read_v6(0).front().address.scope() == 7);
	CHECK(read_v6(IFA_F_PERMANENT | IFA_F_DEPRECATED).size() == 1);
	CHECK(read_v6(IFA_F_TENTATIVE).empty());
	CHECK(read_v6(IFA_F_TENTATIVE | IFA_F_DADFAILED).empty());
	CHECK(read_v6(IFA_F_DADFAILED).empty());
	CHECK(read_v6(IFA_F_TENTATIVE | IFA_F_OPTIMISTIC).size() == 1);
}

TEST_CASE("addresses of other interfaces are left out") {
	std::vector<LocalAddress> addresses;
	ifaddrmsg header{};
	header.ifa_family = AF_INET;
	header.ifa_index = 8;
	net::NetlinkRequest request(RTM_NEWADDR, header);
	request.add(IFA_LOCAL, octets_of(v4("192.0.2.1")));
	net::read_local_address(message_of(request), 7, addresses);
	CHECK(addresses.empty());
}

TEST_CASE("the addresses of an interface are the kernel's") {
	const int status = test::in_child([] {
		test::enter_own_netns();
		test::add_veth_pair();
		test::ip("addr add 192.0.2.1/24 brd + dev s9a");
		test::ip("addr add 192.0.2.2/24 dev s9a");
		test::ip("addr add 198.51.100.1 peer 198.51.100.2/32 dev s9a");
		test::ip("addr add 203.0.113.1/24 dev s9b");
		test::ip("addr add 2001:db8::1/64 dev s9a nodad");
		test::ip("link property add dev s9a altname a-name-longer-than-fifteen");
		const auto iface = net::find_interface("a-name-longer-than-fifteen");
		CHILD_CHECK(iface);
		CHILD_CHECK(iface->name == "s9a");
		CHILD_CHECK(!iface->up);
		test::ip("link set s9a up");
		test::ip("link set s9b up");
		CHILD_CHECK(net::find_interface("s9a")->up);
		test::ip("link set s9b down"); // no carrier
		CHILD_CHECK(!net::find_interface("s9a")->up);

		const auto addresses = net::local_addresses(iface->index);
		CHILD_CHECK(addresses);
		for (const char *own : {"192.0.2.1", "192.0.2.2", "198.51.100.1", "2001:db8::1"})
			CHILD_CHECK(has(*addresses, own, STAMP_LOCAL_UNICAST));
		CHILD_CHECK(has(*addresses, "192.0.2.255", STAMP_LOCAL_BROADCAST));
		CHILD_CHECK(of_kind(*addresses, STAMP_LOCAL_BROADCAST).size() == 1);
		CHILD_CHECK(!has(*addresses, "203.0.113.1", STAMP_LOCAL_UNICAST));
	});
	CHECK(test::passed_or_skipped(status));
}
