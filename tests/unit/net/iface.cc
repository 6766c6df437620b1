// SPDX-License-Identifier: Apache-2.0
#include "net/iface.h"

#include <algorithm>
#include <cerrno>

#include <net/if.h>
#include <net/if_arp.h>

#include "support/catch.h"
#include "unit/net/own_netns.h"

using namespace stamp;

namespace {

template <typename T> net::Octets octets_of(const T &value) {
	return std::as_bytes(std::span(&value, 1));
}

net::NetlinkMessage message_of(const net::NetlinkRequest &request) {
	return net::split_netlink(request.octets(0)).front();
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

TEST_CASE("an interface is found by its other name, with its state") {
	const int status = test::in_child([] {
		test::enter_own_netns();
		test::add_veth_pair();
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
		test::ip("link add br9 type bridge");
		test::ip("link set s9a master br9");
		const int bridge = net::find_interface("br9")->index;
		CHILD_CHECK(net::find_interface("s9a")->master == bridge);
		CHILD_CHECK(net::find_interface("br9")->kind == "bridge");
	});
	CHECK(test::passed_or_skipped(status));
}
