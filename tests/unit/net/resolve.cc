// SPDX-License-Identifier: Apache-2.0
#include "net/resolve.h"

#include <algorithm>
#include <cerrno>

#include <net/if.h>

#include "support/catch.h"

using namespace stamp;
using net::Family;
using net::resolve;

namespace {

std::string found(const Result<std::vector<net::Address>> &addresses) {
	return addresses ? addresses->front().text() : addresses.error().text();
}

} // namespace

TEST_CASE("an address resolves to itself") {
	CHECK(found(resolve("203.0.113.7")) == "203.0.113.7");
	CHECK(found(resolve("2001:db8::1", Family::v6)) == "2001:db8::1");
}

TEST_CASE("an address of the other family is refused") {
	CHECK(found(resolve("203.0.113.7", Family::v6)) == "203.0.113.7 is not an IPv6 address");
	CHECK(found(resolve("2001:db8::1", Family::v4)) == "2001:db8::1 is not an IPv4 address");
}

TEST_CASE("localhost is the loopback address") {
	const auto address = resolve("localhost", Family::v4);
	INFO(found(address));
	REQUIRE(address);
	CHECK(address->front().is_loopback());
	CHECK(std::count(address->begin(), address->end(), address->front()) == 1);
}

TEST_CASE("a link-local address gets its interface from whichever side names it") {
	CHECK(found(resolve("fe80::1", Family::any, "lo")) == "fe80::1%lo");
	CHECK(found(resolve("fe80::1%lo")) == "fe80::1%lo");
	CHECK(found(resolve("fe80::1%lo", Family::v6, "lo")) == "fe80::1%lo");
	CHECK(found(resolve("fe80::1")) ==
	      "fe80::1 is link-local: give the interface, as fe80::1%IFACE");
	CHECK(found(resolve("fe80::1%987654", Family::any, "lo")) == "fe80::1%987654 is not on lo");
	CHECK(resolve("fe80::1", Family::any, "nosuchif0").error().code == ENODEV);
	CHECK(found(resolve("169.254.1.1", Family::any, "lo")) == "169.254.1.1");
}

TEST_CASE("a name that is none is named in the error") {
	const auto address = resolve("no-such-host.invalid");
	REQUIRE_FALSE(address);
	CHECK(address.error().text().find("resolve no-such-host.invalid: ") == 0);
	CHECK(found(resolve("2001:db8::g")) == "'2001:db8::g' is not an IP address");
}
