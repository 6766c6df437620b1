// SPDX-License-Identifier: Apache-2.0
#include "net/way_out.h"

#include "net/iface.h"
#include "support/catch.h"
#include "unit/net/own_netns.h"

using namespace stamp;
using net::Address;
using net::way_out;
using Kind = net::WayOut::Kind;

namespace {

void make_two_links() {
	test::enter_own_netns();
	test::add_veth_pair();
	test::ip("link set lo up");
	test::ip("link set s9a up");
	test::ip("link set s9b up");
	test::ip("addr add 192.0.2.1/24 dev s9a");
	test::ip("addr add 2001:db8::1/64 dev s9a nodad");
	test::ip("addr add 198.51.100.1/24 dev s9b");
	test::ip("route add 203.0.113.0/24 via 192.0.2.2");
	test::ip("-6 route add 2001:db8:1::/64 via 2001:db8::2");
	// Those that others name.
	for (const char *there : {"192.0.2.3", "2001:db8::3"})
		test::ip("neigh replace " + std::string(there) +
			 " dev s9a lladdr 02:00:00:00:00:01 nud permanent");
	for (const char *gone : {"192.0.2.2", "2001:db8::2"})
		test::ip("neigh replace " + std::string(gone) + " dev s9a nud failed");
}

bool is(const char *target, const char *iface, Kind kind, const std::string &name = "",
	net::Flow flow = {}) {
	const int index = net::find_interface(iface).value().index;
	flow.by = index;
	const auto way = way_out(*Address::parse(target), flow);
	if (way.kind == kind && way.name == name)
		return true;
	std::fprintf(stderr, "in child: %s by %s: %d '%s'\n", target, iface,
		     static_cast<int>(way.kind), way.name.c_str());
	return false;
}

} // namespace

TEST_CASE("what is in the way: nothing, a neighbour, the route, the target itself") {
	const int status = test::in_child([] {
		make_two_links();
		CHILD_CHECK(is("192.0.2.3", "s9a", Kind::clear));
		CHILD_CHECK(is("192.0.2.77", "s9a", Kind::clear)); // nobody asked for it yet
		CHILD_CHECK(is("2001:db8::3", "s9a", Kind::clear));
		CHILD_CHECK(is("127.0.0.1", "lo", Kind::clear));
		CHILD_CHECK(is("192.0.2.2", "s9a", Kind::neighbour, "192.0.2.2"));
		CHILD_CHECK(is("2001:db8::2", "s9a", Kind::neighbour, "2001:db8::2"));
		CHILD_CHECK(is("203.0.113.7", "s9a", Kind::neighbour, "192.0.2.2"));
		CHILD_CHECK(is("2001:db8:1::7", "s9a", Kind::neighbour, "2001:db8::2"));
		CHILD_CHECK(is("198.51.100.7", "s9a", Kind::other_interface, "s9b"));
		CHILD_CHECK(is("192.0.2.3", "s9b", Kind::other_interface, "s9a"));
		CHILD_CHECK(is("10.0.0.1", "s9a", Kind::no_route));
		CHILD_CHECK(is("2001:db8:9::1", "s9a", Kind::no_route));
		CHILD_CHECK(is("198.51.100.1", "s9a", Kind::local));
	});
	CHECK(test::passed_or_skipped(status));
}

TEST_CASE("what is in the way: the link") {
	const int status = test::in_child([] {
		make_two_links();
		const net::Flow gone{.by = 1 << 20};
		CHILD_CHECK(way_out(*Address::parse("192.0.2.3"), gone).kind == Kind::no_interface);
		test::ip("link set s9b down");
		CHILD_CHECK(is("192.0.2.3", "s9a", Kind::no_carrier));
		CHILD_CHECK(is("198.51.100.7", "s9b", Kind::link_down));
	});
	CHECK(test::passed_or_skipped(status));
}

TEST_CASE("what is in the way: no address to send from") {
	const int status = test::in_child([] {
		make_two_links();
		test::ip("addr flush dev s9a");
		test::ip("addr flush dev s9b");
		CHILD_CHECK(is("192.0.2.3", "s9a", Kind::no_address));
	});
	CHECK(test::passed_or_skipped(status));
}

TEST_CASE("what is in the way: rules on what only these packets have") {
	const int status = test::in_child([] {
		make_two_links();
		const std::string forbidden =
			"this host's routes or rules forbid such packets (prohibit)";
		const std::string discarded = "this host's routes discard such packets (blackhole)";
		const net::Flow of_port{.destination_port = 862}, of_mark{.mark = 7},
			of_class{.tos = 0x10}, of_source_port{.source_port = 4000};
		for (const char *family : {"-4", "-6"}) {
			const auto rule = [&](const std::string &words) {
				test::ip(std::string(family) + " rule add " + words);
			};
			rule("ipproto udp dport 862 prohibit");
			rule("fwmark 7 blackhole");
			rule("tos 0x10 unreachable");
			rule("ipproto udp sport 4000 table 77");
		}
		test::ip("route add 192.0.2.3 dev s9b table 77");
		test::ip("-6 route add 2001:db8::3 dev s9b table 77");
		for (const char *target : {"192.0.2.3", "2001:db8::3"}) {
			CHILD_CHECK(is(target, "s9a", Kind::clear));
			CHILD_CHECK(is(target, "s9a", Kind::no_route, forbidden, of_port));
			CHILD_CHECK(is(target, "s9a", Kind::no_route, discarded, of_mark));
			CHILD_CHECK(is(target, "s9a", Kind::no_route, "", of_class));
			CHILD_CHECK(is(target, "s9b", Kind::clear, "", of_source_port));
			CHILD_CHECK(is(target, "s9b", Kind::other_interface, "s9a"));
		}
	});
	CHECK(test::passed_or_skipped(status));
}

TEST_CASE("what is in the way: the source that was asked for is gone") {
	const int status = test::in_child([] {
		make_two_links();
		const net::Flow other{.source = *Address::parse("192.0.2.200")};
		CHILD_CHECK(is("192.0.2.3", "s9a", Kind::no_address, "", other));
	});
	CHECK(test::passed_or_skipped(status));
}
