// SPDX-License-Identifier: Apache-2.0
#include "net/local_table.h"

#include <algorithm>
#include <cerrno>

#include "net/iface.h"
#include "support/catch.h"
#include "unit/net/own_netns.h"

using namespace stamp;
using net::Address;
using net::LocalAddress;
using net::LocalRoute;

namespace {

template <typename T> net::Octets octets_of(const T &value) {
	return std::as_bytes(std::span(&value, 1));
}

LocalAddress entry(const char *text, stamp_local_kind kind, unsigned host_bits = 0) {
	return {*Address::parse(text), kind, host_bits};
}

LocalRoute route(const char *text, stamp_local_kind kind, int index) {
	return {entry(text, kind), RT_TABLE_LOCAL, index};
}

std::optional<LocalRoute> read(std::uint8_t type, std::uint8_t length, const char *to,
			       unsigned flags = 0, std::uint32_t table = RT_TABLE_LOCAL) {
	rtmsg header{};
	const int index = 7;
	header.rtm_family =
		to && std::string_view(to).find(':') != std::string_view::npos ? AF_INET6 : AF_INET;
	header.rtm_type = type;
	header.rtm_dst_len = length;
	header.rtm_flags = flags;
	net::NetlinkRequest request(RTM_NEWROUTE, header);
	if (to && header.rtm_family == AF_INET)
		request.add(RTA_DST, octets_of(Address::parse(to)->v4()));
	else if (to)
		request.add(RTA_DST, octets_of(Address::parse(to)->v6()));
	request.add(RTA_TABLE, octets_of(table));
	request.add(RTA_OIF, octets_of(index));
	return net::read_local_route(net::split_netlink(request.octets(0)).front());
}

bool has(const std::vector<LocalAddress> &addresses, const char *text, stamp_local_kind kind,
	 unsigned host_bits = 0) {
	return std::any_of(addresses.begin(), addresses.end(), [&](const LocalAddress &a) {
		return Address::from_raw(a.address.raw()) == *Address::parse(text) &&
		       a.kind == kind && a.host_bits == host_bits;
	});
}

// Of "s9a", in a network namespace of the child's own.
std::vector<LocalAddress> of_s9a() {
	return *net::local_addresses(net::find_interface("s9a")->index);
}

} // namespace

TEST_CASE("a route says what is local and what is a broadcast, of one address or a range") {
	CHECK(read(RTN_LOCAL, 32, "192.0.2.1")->address == entry("192.0.2.1", STAMP_LOCAL_UNICAST));
	CHECK(read(RTN_BROADCAST, 32, "192.0.2.255")->address ==
	      entry("192.0.2.255", STAMP_LOCAL_BROADCAST));
	CHECK(read(RTN_LOCAL, 8, "127.0.0.0")->address ==
	      entry("127.0.0.0", STAMP_LOCAL_UNICAST, 24));
	CHECK(read(RTN_LOCAL, 8, "127.0.0.0")->address.key().bits == 104);
	CHECK(read(RTN_LOCAL, 0, nullptr)->address.host_bits == 32);
	CHECK(read(RTN_LOCAL, 128, "2001:db8::1")->address.host_bits == 0);
	CHECK(read(RTN_LOCAL, 128, "fe80::1")->address.address.scope() == 7);
	CHECK(read(RTN_LOCAL, 64, "2001:db8::")->address.key().bits == 64);
	CHECK(read(RTN_LOCAL, 32, "192.0.2.1")->index == 7);
	CHECK(read(RTN_LOCAL, 32, "192.0.2.1", 0, 1000)->table == 1000);
	for (const std::uint8_t type : {RTN_UNICAST, RTN_ANYCAST, RTN_MULTICAST, RTN_BLACKHOLE})
		CHECK_FALSE(read(type, 32, "192.0.2.1"));
	CHECK_FALSE(read(RTN_LOCAL, 32, "192.0.2.1", RTNH_F_DEAD));
	CHECK_FALSE(read(RTN_LOCAL, 33, "192.0.2.1"));
}

TEST_CASE("what is local and broadcast at once is what the kernel finds first") {
	const std::vector<LocalRoute> routes = {
		route("10.9.0.2", STAMP_LOCAL_UNICAST, 7),
		route("10.9.0.2", STAMP_LOCAL_BROADCAST, 7),
		route("10.9.0.255", STAMP_LOCAL_BROADCAST, 8),
		route("10.9.0.255", STAMP_LOCAL_UNICAST, 7),
		route("10.9.0.3", STAMP_LOCAL_UNICAST, 8),
	};
	CHECK(net::local_addresses_of(routes, 7) ==
	      std::vector{entry("10.9.0.2", STAMP_LOCAL_UNICAST),
			  entry("10.9.0.255", STAMP_LOCAL_BROADCAST)});
	CHECK(net::local_addresses_of(routes, 9).empty());
}

TEST_CASE("an interface that is not there has no addresses, but an error") {
	const auto addresses = net::local_addresses(987654321);
	REQUIRE_FALSE(addresses);
	CHECK(addresses.error().code == ENODEV);
}

TEST_CASE("the addresses of an interface are those in the kernel's table") {
	const int status = test::in_child([] {
		test::enter_own_netns();
		test::add_veth_pair();
		test::ip("link set s9a up");
		test::ip("link set s9b up");
		test::ip("addr add 192.0.2.1/24 brd + dev s9a");
		test::ip("addr add 192.0.2.2/24 dev s9a");
		test::ip("addr add 198.51.100.1 peer 198.51.100.2/32 dev s9a");
		test::ip("addr add 203.0.113.1/24 dev s9b");
		test::ip("addr add 10.9.0.2/32 brd 10.9.0.2 dev s9a");
		test::ip("addr add 10.8.0.4/31 dev s9a");
		test::ip("addr add 2001:db8::1/64 dev s9a nodad");
		test::ip("route add local 198.18.0.0/16 dev s9a");
		const auto addresses = of_s9a();
		for (const char *own : {"192.0.2.1", "192.0.2.2", "198.51.100.1", "2001:db8::1",
					"10.9.0.2", "10.8.0.4"})
			CHILD_CHECK(has(addresses, own, STAMP_LOCAL_UNICAST));
		CHILD_CHECK(has(addresses, "198.18.0.0", STAMP_LOCAL_UNICAST, 16));
		CHILD_CHECK(has(addresses, "192.0.2.255", STAMP_LOCAL_BROADCAST));
		CHILD_CHECK(!has(addresses, "10.9.0.2", STAMP_LOCAL_BROADCAST));
		CHILD_CHECK(!has(addresses, "203.0.113.1", STAMP_LOCAL_UNICAST));
		test::ip("addr del 192.0.2.1/24 dev s9a"); // and those of its subnet with it
		CHILD_CHECK(!has(of_s9a(), "192.0.2.2", STAMP_LOCAL_UNICAST));
	});
	CHECK(test::passed_or_skipped(status));
}

TEST_CASE("an IPv6 address is ours once nobody else has it") {
	const int status = test::in_child([] {
		test::enter_own_netns();
		test::add_veth_pair();
		test::ip("link set s9a up"); // no carrier: the address stays tentative
		test::ip("addr add 2001:db8::1/64 dev s9a");
		test::ip("addr add 2001:db8::2/64 dev s9a nodad");
		CHILD_CHECK(!has(of_s9a(), "2001:db8::1", STAMP_LOCAL_UNICAST));
	});
	CHECK(test::passed_or_skipped(status));
}

TEST_CASE("an interface of a VRF has its addresses in the table of that VRF") {
	const int status = test::in_child([] {
		test::enter_own_netns();
		test::add_veth_pair();
		if (std::system("PATH=$PATH:/sbin:/usr/sbin ip link add blue type vrf table 1234 "
				">/dev/null 2>&1") != 0)
			test::skip_child("needs VRFs in the kernel");
		test::ip("link set blue up");
		test::ip("link set s9a master blue");
		test::ip("link set s9a up");
		test::ip("addr add 192.0.2.1/24 dev s9a");
		test::ip("addr add 192.0.2.77/32 dev blue");
		CHILD_CHECK(has(of_s9a(), "192.0.2.1", STAMP_LOCAL_UNICAST));
		CHILD_CHECK(!has(of_s9a(), "192.0.2.77", STAMP_LOCAL_UNICAST));
		CHILD_CHECK(has(*net::local_addresses(net::find_interface("blue")->index),
				"192.0.2.77", STAMP_LOCAL_UNICAST));
	});
	CHECK(test::passed_or_skipped(status));
}
