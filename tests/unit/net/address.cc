// SPDX-License-Identifier: Apache-2.0
#include "net/address.h"

#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <net/if.h>

#include "support/catch.h"

using namespace stamp;
using net::Address;
using net::Endpoint;

namespace {

Address addr(const char *text) {
	auto parsed = Address::parse(text);
	INFO(text);
	REQUIRE(parsed);
	return *parsed;
}

} // namespace

TEST_CASE("an address reads back as it was written") {
	for (const char *text : {"203.0.113.7", "0.0.0.0", "255.255.255.255", "2001:db8::1",
				 "::", "::1", "ff02::1", "fe80::1", "2001:db8:1:2:3:4:5:6"})
		CHECK(addr(text).text() == text);
	CHECK(addr("2001:DB8:0:0::0:1").text() == "2001:db8::1");
}

TEST_CASE("a mapped address is the IPv4 address") {
	CHECK(addr("::ffff:203.0.113.7") == addr("203.0.113.7"));
	CHECK(addr("::ffff:203.0.113.7").text() == "203.0.113.7");
}

TEST_CASE("an IPv4 address is kept mapped, in network order") {
	const stamp_addr raw = addr("203.0.113.7").raw();
	CHECK(raw.word[0] == 0);
	CHECK(raw.word[1] == 0);
	CHECK(raw.word[2] == htonl(0xffff));
	CHECK(raw.word[3] == htonl(0xcb007107));
	CHECK(addr("203.0.113.7").family() == net::Family::v4);
	CHECK(addr("::1").family() == net::Family::v6);
}

TEST_CASE("what is no address is refused in words") {
	for (const char *text : {"", " ", "203.0.113", "203.0.113.256", "203.0.113.7 ", "1.2.3.4.5",
				 "010.0.0.1", "2001:db8", "2001:db8:::1", "example.net", "[::1]",
				 "::1/128", "%lo", "12345::", "fe80::1 %lo"}) {
		const auto parsed = Address::parse(text);
		INFO(text);
		REQUIRE_FALSE(parsed);
		CHECK(parsed.error().code == 0);
	}
	CHECK(Address::parse("1.2.3").error().text() == "'1.2.3' is not an IP address");
	CHECK_FALSE(Address::parse(std::string_view("1.2.3.4\0x", 9)));
}

TEST_CASE("a link-local address takes an interface by name or number") {
	const unsigned lo = if_nametoindex("lo");
	REQUIRE(lo != 0);
	CHECK(addr("fe80::1%lo").scope() == lo);
	CHECK(addr("fe80::1%lo").text() == "fe80::1%lo");
	CHECK(addr(("fe80::1%" + std::to_string(lo)).c_str()) == addr("fe80::1%lo"));
	CHECK(addr("fe80::1%987654321").text() == "fe80::1%987654321");
	CHECK(addr("ff02::1%lo").scope() == lo);
	CHECK(addr("fe80::1") != addr("fe80::1%lo"));
	CHECK(addr("fe80::1").with_scope(lo) == addr("fe80::1%lo"));
	CHECK(addr("2001:db8::1").with_scope(lo).scope() == 0);
}

TEST_CASE("an interface in the wrong place is refused") {
	CHECK(Address::parse("fe80::1%nosuchif0").error().code == ENODEV);
	CHECK(Address::parse("fe80::1%nosuchif0").error().what == "find interface nosuchif0");
	CHECK_FALSE(Address::parse("fe80::1%"));
	CHECK_FALSE(Address::parse("fe80::1%0"));
	CHECK_FALSE(Address::parse("fe80::1%-1"));
	CHECK_FALSE(Address::parse("fe80::1%4294967295"));
	CHECK_FALSE(Address::parse("2001:db8::1%lo"));
	CHECK_FALSE(Address::parse("10.0.0.1%lo"));
}

TEST_CASE("an address knows its kind") {
	struct Row {
		const char *text;
		bool unspecified, loopback, multicast, link_local;
	};
	const Row rows[] = {
		{"0.0.0.0", true, false, false, false},
		{"::", true, false, false, false},
		{"0.0.0.1", false, false, false, false},
		{"127.0.0.1", false, true, false, false},
		{"127.255.255.255", false, true, false, false},
		{"128.0.0.1", false, false, false, false},
		{"::1", false, true, false, false},
		{"::2", false, false, false, false},
		{"1::1", false, false, false, false},
		{"223.255.255.255", false, false, false, false},
		{"224.0.0.1", false, false, true, false},
		{"239.255.255.255", false, false, true, false},
		{"240.0.0.1", false, false, false, false},
		{"ff02::1", false, false, true, false},
		{"feff::1", false, false, false, false},
		{"169.254.0.1", false, false, false, true},
		{"169.253.0.1", false, false, false, false},
		{"fe80::1", false, false, false, true},
		{"febf::1", false, false, false, true},
		{"fec0::1", false, false, false, false},
	};
	for (const Row &row : rows) {
		INFO(row.text);
		CHECK(addr(row.text).is_unspecified() == row.unspecified);
		CHECK(addr(row.text).is_loopback() == row.loopback);
		CHECK(addr(row.text).is_multicast() == row.multicast);
		CHECK(addr(row.text).is_link_local() == row.link_local);
	}
	CHECK(Address() == addr("::"));
	CHECK(Address::any_v4() == addr("0.0.0.0"));
}

TEST_CASE("only IPv6 addresses of a link need it named") {
	for (const char *text : {"fe80::1", "ff01::1", "ff02::1", "ff12::1"})
		CHECK(addr(text).needs_scope());
	for (const char *text :
	     {"169.254.0.1", "ff05::1", "ff0e::1", "2001:db8::1", "::1", "fec0::1"})
		CHECK_FALSE(addr(text).needs_scope());
}

TEST_CASE("addresses have an order") {
	CHECK(addr("10.0.0.1") < addr("10.0.0.2"));
	CHECK(addr("9.255.255.255") < addr("10.0.0.0"));
	CHECK(addr("255.255.255.255") < addr("2001:db8::"));
	CHECK(addr("fe80::1%1") < addr("fe80::1%2"));
	CHECK(addr("fe80::1%2") < addr("fe80::2%1"));
}

TEST_CASE("an endpoint goes to the socket calls and back") {
	for (const char *text : {"203.0.113.7", "2001:db8::1", "fe80::1%7", "::", "0.0.0.0"}) {
		const Endpoint endpoint{addr(text), 862};
		const net::SocketAddress socket = endpoint.to_socket();
		CHECK(Endpoint::from(socket.storage) == endpoint);
		CHECK(socket.length ==
		      (endpoint.address.is_v4() ? sizeof(sockaddr_in) : sizeof(sockaddr_in6)));
	}
	sockaddr_storage other{};
	other.ss_family = AF_UNIX;
	CHECK_FALSE(Endpoint::from(other));
}

TEST_CASE("a socket address is what the kernel expects") {
	sockaddr_in6 in6{};
	const net::SocketAddress socket = Endpoint{addr("fe80::1%7"), 862}.to_socket();
	std::memcpy(&in6, &socket.storage, sizeof(in6));
	CHECK(in6.sin6_family == AF_INET6);
	CHECK(in6.sin6_port == htons(862));
	CHECK(in6.sin6_scope_id == 7);

	sockaddr_in in{};
	const net::SocketAddress v4 = Endpoint{addr("203.0.113.7"), 862}.to_socket();
	std::memcpy(&in, &v4.storage, sizeof(in));
	CHECK(in.sin_family == AF_INET);
	CHECK(in.sin_addr.s_addr == htonl(0xcb007107));
}

TEST_CASE("an endpoint is written with brackets where they are needed") {
	CHECK(Endpoint{addr("203.0.113.7"), 862}.text() == "203.0.113.7:862");
	CHECK(Endpoint{addr("2001:db8::1"), 862}.text() == "[2001:db8::1]:862");
}
