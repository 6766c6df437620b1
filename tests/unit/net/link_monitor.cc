// SPDX-License-Identifier: Apache-2.0
#include "net/link_monitor.h"

#include <algorithm>

#include <net/if.h>
#include <poll.h>

#include "support/catch.h"
#include "unit/net/own_netns.h"

using namespace stamp;
using net::LinkChange;
using Kind = net::LinkChange::Kind;

namespace {

net::NetlinkMessage link(std::uint16_t type, int index, const std::string &name, bool up,
			 unsigned char family = AF_UNSPEC) {
	ifinfomsg header{};
	header.ifi_family = family;
	header.ifi_index = index;
	header.ifi_flags = up ? IFF_UP | IFF_RUNNING : 0;
	net::NetlinkRequest request(type, header);
	request.add(IFLA_IFNAME, std::as_bytes(std::span(name.c_str(), name.size() + 1)));
	return net::split_netlink(request.octets(0)).front();
}

net::NetlinkMessage address(std::uint16_t type, unsigned index) {
	ifaddrmsg header{};
	header.ifa_family = AF_INET;
	header.ifa_index = index;
	return net::split_netlink(net::NetlinkRequest(type, header).octets(0)).front();
}

net::NetlinkMessage route(std::uint16_t type, std::uint8_t kind, int index) {
	rtmsg header{};
	header.rtm_family = AF_INET;
	header.rtm_type = kind;
	header.rtm_dst_len = 32;
	net::NetlinkRequest request(type, header);
	request.add(RTA_OIF, std::as_bytes(std::span(&index, 1)));
	return net::split_netlink(request.octets(0)).front();
}

net::LinkTable table_with_eth0() {
	net::Interface eth0;
	eth0.index = 2;
	eth0.name = "eth0";
	eth0.up = true;
	net::LinkTable table;
	table.reset({eth0});
	return table;
}

using Changes = std::vector<LinkChange>;

// What a table that knows eth0, number 2 and up, makes of these.
Changes reported(const std::vector<net::NetlinkMessage> &messages) {
	net::LinkTable table = table_with_eth0();
	Changes changes;
	for (const auto &message : messages)
		table.apply(message, changes);
	return changes;
}

bool has(const Changes &changes, Kind kind, const std::string &name) {
	return std::any_of(changes.begin(), changes.end(), [&](const LinkChange &change) {
		return change.kind == kind && change.name == name;
	});
}

Changes drain(net::LinkMonitor &monitor) {
	auto changes = monitor.drain();
	CHILD_CHECK(changes);
	return *std::move(changes);
}

void set_receive_buffer(const net::LinkMonitor &monitor, int octets) {
	CHILD_CHECK(setsockopt(monitor.fd(), SOL_SOCKET, SO_RCVBUF, &octets, sizeof(octets)) == 0);
}

// The kernel tells of carriers and of IPv6 addresses when it gets round to it, within a second
// or two.
bool comes(net::LinkMonitor &monitor, Kind kind, const std::string &name) {
	pollfd ready{monitor.fd(), POLLIN, 0};
	while (poll(&ready, 1, 5000) == 1)
		if (has(drain(monitor), kind, name))
			return true;
	return false;
}

} // namespace

TEST_CASE("what is local on an interface changes by routes, too, and other routes do not matter") {
	const LinkChange changed{Kind::addresses, 2, "eth0", true};
	for (const std::uint8_t kind : {RTN_LOCAL, RTN_BROADCAST})
		for (const std::uint16_t type : {RTM_NEWROUTE, RTM_DELROUTE})
			CHECK(reported({route(type, kind, 2)}) == Changes{changed});
	CHECK(reported({route(RTM_NEWROUTE, RTN_UNICAST, 2)}).empty());
	CHECK(reported({route(RTM_NEWROUTE, RTN_LOCAL, 3)}).empty());
	CHECK(reported({address(RTM_NEWADDR, 2), route(RTM_NEWROUTE, RTN_LOCAL, 2)}) ==
	      Changes{changed});
}

TEST_CASE("a message that changes nothing is not reported") {
	CHECK(reported({}).empty());
	CHECK(reported({link(RTM_NEWLINK, 2, "eth0", true)}).empty());
}

TEST_CASE("an interface that goes down and up is reported each time") {
	CHECK(reported({link(RTM_NEWLINK, 2, "eth0", false), link(RTM_NEWLINK, 2, "eth0", false),
			link(RTM_NEWLINK, 2, "eth0", true)}) ==
	      Changes{{Kind::down, 2, "eth0", false}, {Kind::up, 2, "eth0", true}});
}

TEST_CASE("a name that returns is a new interface") {
	CHECK(reported({link(RTM_DELLINK, 2, "eth0", false), link(RTM_NEWLINK, 9, "eth0", false),
			link(RTM_NEWLINK, 9, "eth0", true)}) ==
	      Changes{{Kind::deleted, 2, "eth0", false},
		      {Kind::added, 9, "eth0", false},
		      {Kind::up, 9, "eth0", true}});
}

TEST_CASE("a new name of an interface is reported") {
	CHECK(reported({link(RTM_NEWLINK, 2, "wan0", false)}) ==
	      Changes{{Kind::renamed, 2, "wan0", false}, {Kind::down, 2, "wan0", false}});
}

TEST_CASE("an interface that leaves a bridge is not deleted") {
	CHECK(reported({link(RTM_DELLINK, 2, "eth0", true, AF_BRIDGE),
			link(RTM_NEWLINK, 2, "eth0", false, AF_BRIDGE)})
		      .empty());
}

TEST_CASE("many changes of addresses are one") {
	CHECK(reported({address(RTM_NEWADDR, 2), address(RTM_DELADDR, 2),
			address(RTM_NEWADDR, 2)}) == Changes{{Kind::addresses, 2, "eth0", true}});
}

TEST_CASE("addresses and links that are gone already are not reported") {
	CHECK(reported({address(RTM_DELADDR, 7), link(RTM_DELLINK, 7, "eth7", false)}).empty());
}

TEST_CASE("a quiet system has nothing to drain") {
	auto monitor = net::LinkMonitor::open();
	REQUIRE(monitor);
	CHECK(monitor->fd() >= 0);
	CHECK(monitor->drain());
}

TEST_CASE("the kernel's changes are reported") {
	const int status = test::in_child([] {
		test::enter_own_netns();
		auto monitor = net::LinkMonitor::open();
		CHILD_CHECK(monitor);
		CHILD_CHECK(drain(*monitor).empty());

		test::add_veth_pair();
		pollfd ready{monitor->fd(), POLLIN, 0};
		CHILD_CHECK(poll(&ready, 1, 1000) == 1);
		auto changes = drain(*monitor);
		CHILD_CHECK(has(changes, Kind::added, "s9a"));
		CHILD_CHECK(has(changes, Kind::added, "s9b"));

		test::ip("link set s9a up");
		test::ip("link set s9b up");
		CHILD_CHECK(comes(*monitor, Kind::up, "s9a"));
		test::ip("addr add 192.0.2.1/24 dev s9a");
		CHILD_CHECK(comes(*monitor, Kind::addresses, "s9a"));
		test::ip("addr add 2001:db8::1/64 dev s9b nodad");
		CHILD_CHECK(comes(*monitor, Kind::addresses, "s9b"));
		test::ip("link set s9b down");
		CHILD_CHECK(comes(*monitor, Kind::down, "s9a"));
		test::ip("link del s9a");
		changes = drain(*monitor);
		CHILD_CHECK(has(changes, Kind::deleted, "s9a"));
		CHILD_CHECK(has(changes, Kind::deleted, "s9b"));
	});
	CHECK(test::passed_or_skipped(status));
}

TEST_CASE("lost messages are reported, and what is known is read again") {
	const int status = test::in_child([] {
		test::enter_own_netns();
		test::add_veth_pair();
		auto monitor = net::LinkMonitor::open();
		CHILD_CHECK(monitor);
		set_receive_buffer(*monitor, 1);
		for (int i = 0; i < 10; i++) {
			test::ip("link set s9a up");
			test::ip("link set s9a down");
		}
		test::ip("link set s9b name s9c");
		CHILD_CHECK(comes(*monitor, Kind::everything, ""));
		set_receive_buffer(*monitor, 100000);
		test::ip("link set s9c up");
		test::ip("link set s9a up");
		CHILD_CHECK(comes(*monitor, Kind::up, "s9c"));
	});
	CHECK(test::passed_or_skipped(status));
}
