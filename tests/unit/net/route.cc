// SPDX-License-Identifier: Apache-2.0
#include "net/route.h"

#include <cerrno>
#include <string>

#include "net/iface.h"
#include "support/catch.h"
#include "unit/net/own_netns.h"

using namespace stamp;
using net::Address;
using net::route_to;

namespace {

Address addr(const char *text) {
	return *Address::parse(text);
}

void make_two_ways() {
	test::enter_own_netns();
	test::add_veth_pair();
	test::ip("link set lo up");
	test::ip("link set s9a up");
	test::ip("link set s9b up");
	test::ip("addr add 192.0.2.1/24 dev s9a");
	test::ip("addr add 192.0.2.9/24 dev s9a");
	test::ip("addr add 2001:db8::1/64 dev s9a nodad");
	test::ip("route add 203.0.113.0/24 via 192.0.2.2");
	test::ip("-6 route add 2001:db8:1::/64 via 2001:db8::2");
	test::ip("route add prohibit 198.51.100.0/25");
	test::ip("route add unreachable 198.51.100.128/25");
	test::ip("-6 route add unreachable 2001:db8:2::/64");
}

} // namespace

TEST_CASE("a loopback address is reached by the loopback device") {
	const auto route = route_to(addr("127.0.0.1"));
	if (!route) {
		WARN("SKIP: lo is down here: " << route.error().text());
		return;
	}
	CHECK(route->iface == "lo");
	CHECK(route->index > 0);
	CHECK(route->is_local());
	CHECK(route->source == addr("127.0.0.1"));
}

TEST_CASE("a source of the other family is refused") {
	const auto route = route_to(addr("127.0.0.1"), {.source = addr("::1")});
	REQUIRE_FALSE(route);
	CHECK(route.error().code == EINVAL);
	CHECK(route.error().what == "find a route to 127.0.0.1 from ::1");
}

TEST_CASE("the route names its interface and source") {
	const int status = test::in_child([] {
		make_two_ways();
		for (const char *far : {"192.0.2.2", "203.0.113.7"}) {
			const auto route = route_to(addr(far));
			CHILD_CHECK(route);
			CHILD_CHECK(route->iface == "s9a");
			CHILD_CHECK(route->source == addr("192.0.2.1"));
			CHILD_CHECK(!route->is_local());
		}
		for (const char *far : {"2001:db8::2", "2001:db8:1::7"}) {
			const auto route = route_to(addr(far));
			CHILD_CHECK(route);
			CHILD_CHECK(route->iface == "s9a");
			CHILD_CHECK(route->source == addr("2001:db8::1"));
		}
		CHILD_CHECK(route_to(addr("203.0.113.7"), {.source = addr("192.0.2.9")})->source ==
			    addr("192.0.2.9"));
		CHILD_CHECK(route_to(addr("192.0.2.1"))->is_local());
		CHILD_CHECK(route_to(addr("fe80::7%s9b"))->iface == "s9b");
		CHILD_CHECK(route_to(addr("fe80::7%s9a"))->iface == "s9a");
	});
	CHECK(test::passed_or_skipped(status));
}

TEST_CASE("no route is an error that says where to") {
	const int status = test::in_child([] {
		make_two_ways();
		for (const char *far : {"10.0.0.1", "2001:db8:3::1", "2001:db8:2::1"}) {
			const auto route = route_to(addr(far));
			CHILD_CHECK(!route);
			CHILD_CHECK(route.error().what == std::string("find a route to ") + far);
		}
		CHILD_CHECK(route_to(addr("10.0.0.1")).error().code == ENETUNREACH);
		CHILD_CHECK(route_to(addr("2001:db8:3::1")).error().code == ENETUNREACH);
		CHILD_CHECK(route_to(addr("2001:db8:2::1")).error().code == EHOSTUNREACH);
		CHILD_CHECK(route_to(addr("198.51.100.1")).error().text() ==
			    "find a route to 198.51.100.1: this host's routes or rules forbid such "
			    "packets (prohibit)");
		CHILD_CHECK(route_to(addr("198.51.100.129")).error().code == EHOSTUNREACH);
		CHILD_CHECK(route_to(addr("203.0.113.7"), {.source = addr("192.0.2.77")})
				    .error()
				    .text() ==
			    "send from 192.0.2.77: Cannot assign requested address");
	});
	CHECK(test::passed_or_skipped(status));
}

TEST_CASE("a route that discards packets says so, and what to ask") {
	const int status = test::in_child([] {
		make_two_ways();
		test::ip("route add blackhole 198.18.0.0/15");
		test::ip("-6 route add blackhole 2001:db8:4::/64");
		test::ip("rule add to 198.51.100.64/32 blackhole");
		for (const std::string far : {"198.18.0.1", "2001:db8:4::1", "198.51.100.64"})
			for (const bool from : {false, true}) {
				const auto source =
					addr(far.find(':') == std::string::npos ? "192.0.2.1"
										: "2001:db8::1");
				net::Flow flow;
				if (from)
					flow.source = source;
				const auto route = route_to(addr(far.c_str()), flow);
				CHILD_CHECK(!route);
				CHILD_CHECK(route.error().text() ==
					    "find a route to " + far +
						    ": this host's routes discard such packets "
						    "(blackhole)");
				CHILD_CHECK(route.error().cure == "ip route get " + far);
			}
	});
	CHECK(test::passed_or_skipped(status));
}

TEST_CASE("rules decide by DSCP, protocol, ports and mark") {
	const int status = test::in_child([] {
		make_two_ways();
		test::ip("addr add 198.18.0.1/24 dev s9b");
		test::ip("addr add 2001:db8:9::1/64 dev s9b nodad");
		test::ip("route add 203.0.113.0/24 dev s9b table 7");
		test::ip("-6 route add 2001:db8:1::/64 dev s9b table 7");
		const struct {
			const char *rule;
			net::Flow flow;
		} rows[] = {
			{"tos 0x10", {.tos = 0x10}},
			{"tos 0x10", {.tos = 0x12}}, // and whatever the ECN
			{"ipproto udp dport 862", {.destination_port = 862}},
			{"ipproto udp sport 4000-5000", {.source_port = 4444}},
			{"fwmark 0x7", {.mark = 7}},
		};
		for (const auto &row : rows)
			for (const std::string family : {"", "-6 "}) {
				const auto far =
					addr(family.empty() ? "203.0.113.7" : "2001:db8:1::7");
				test::ip(family + "rule add " + row.rule + " table 7");
				const auto by_rule = route_to(far, row.flow);
				CHILD_CHECK(by_rule && by_rule->iface == "s9b");
				CHILD_CHECK(route_to(far)->iface == "s9a");
				test::ip(family + "rule del " + row.rule + " table 7");
				CHILD_CHECK(route_to(far, row.flow)->iface == "s9a");
			}
	});
	CHECK(test::passed_or_skipped(status));
}

TEST_CASE("an address of this host is reached by the loopback device") {
	const int status = test::in_child([] {
		make_two_ways();
		for (const char *own : {"192.0.2.1", "2001:db8::1", "127.0.0.1", "::1"}) {
			const auto route = route_to(addr(own));
			CHILD_CHECK(route && route->is_local());
			CHILD_CHECK(route->iface == "lo");
		}
	});
	CHECK(test::passed_or_skipped(status));
}

TEST_CASE("an interface has a route, or only what the kernel assumes") {
	const int status = test::in_child([] {
		make_two_ways();
		const net::Flow by_a{.by = net::find_interface("s9a")->index};
		const net::Flow by_b{.by = net::find_interface("s9b")->index};
		CHILD_CHECK(net::has_route(addr("192.0.2.2"), by_a));
		CHILD_CHECK(net::has_route(addr("203.0.113.7"), by_a));
		CHILD_CHECK(net::has_route(addr("2001:db8::2"), by_a));
		CHILD_CHECK(!net::has_route(addr("192.0.2.2"), by_b));
		CHILD_CHECK(route_to(addr("192.0.2.2"), by_b)->iface == "s9b"); // assumed
		CHILD_CHECK(!net::has_route(addr("2001:db8::2"), by_b));
	});
	CHECK(test::passed_or_skipped(status));
}

TEST_CASE("a broadcast address is no host") {
	const int status = test::in_child([] {
		make_two_ways();
		for (const net::Flow &flow :
		     {net::Flow{}, {.by = net::find_interface("s9a")->index}}) {
			const auto route = route_to(addr("192.0.2.255"), flow);
			CHILD_CHECK(route && route->kind == net::RouteKind::broadcast);
		}
	});
	CHECK(test::passed_or_skipped(status));
}
