// SPDX-License-Identifier: Apache-2.0
#include "net/route.h"

#include <cerrno>

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
	CHECK(route->is_local);
	CHECK(route->source == addr("127.0.0.1"));
}

TEST_CASE("a source of the other family is refused") {
	const auto route = route_to(addr("127.0.0.1"), addr("::1"));
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
			CHILD_CHECK(!route->is_local);
		}
		for (const char *far : {"2001:db8::2", "2001:db8:1::7"}) {
			const auto route = route_to(addr(far));
			CHILD_CHECK(route);
			CHILD_CHECK(route->iface == "s9a");
			CHILD_CHECK(route->source == addr("2001:db8::1"));
		}
		CHILD_CHECK(route_to(addr("203.0.113.7"), addr("192.0.2.9"))->source ==
			    addr("192.0.2.9"));
		CHILD_CHECK(route_to(addr("192.0.2.1"))->is_local);
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
		CHILD_CHECK(route_to(addr("198.51.100.1")).error().code == EACCES);
		CHILD_CHECK(route_to(addr("198.51.100.129")).error().code == EHOSTUNREACH);
		CHILD_CHECK(!route_to(addr("203.0.113.7"), addr("192.0.2.77")));
	});
	CHECK(test::passed_or_skipped(status));
}
