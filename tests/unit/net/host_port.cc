// SPDX-License-Identifier: Apache-2.0
#include "net/host_port.h"

#include "support/catch.h"

using stamp::net::HostPort;

TEST_CASE("a host argument is a name or address, with a port or without") {
	struct Row {
		const char *text, *host;
		int port; // 0: none
	};
	const Row rows[] = {
		{"edge7.example.net", "edge7.example.net", 0},
		{"edge7.example.net:1862", "edge7.example.net", 1862},
		{"203.0.113.7", "203.0.113.7", 0},
		{"203.0.113.7:862", "203.0.113.7", 862},
		{"2001:db8::1", "2001:db8::1", 0},
		{"::1", "::1", 0},
		{"[2001:db8::1]", "2001:db8::1", 0},
		{"[2001:db8::1]:862", "2001:db8::1", 862},
		{"[203.0.113.7]:65535", "203.0.113.7", 65535},
		{"[edge7]:1", "edge7", 1},
		{"fe80::1%eth0", "fe80::1%eth0", 0},
		{"[fe80::1%eth0]:862", "fe80::1%eth0", 862},
		{"2001:db8::1:862", "2001:db8::1:862", 0},
	};
	for (const Row &row : rows) {
		const auto parsed = HostPort::parse(row.text);
		INFO(row.text);
		REQUIRE(parsed);
		CHECK(parsed->host == row.host);
		CHECK(parsed->port.value_or(0) == row.port);
	}
}

TEST_CASE("what is no host argument is refused in words") {
	for (const char *text :
	     {"",	   ":862",	  "[]",		  "[]:862",	    "[::1",
	      "[::1]862",  "[::1]:",	  "[::1]:0",	  "[::1]:65536",    "edge7:",
	      "edge7:0",   "edge7:65536", "edge7:http",	  "edge7:-1",	    "a:b:c",
	      "1:2:3:862", "two words",	  "http://edge7", "203.0.113.7/24", "[[::1]]",
	      "edge7]",	   "[edge:7]:862"}) {
		const auto parsed = HostPort::parse(text);
		INFO(text);
		REQUIRE_FALSE(parsed);
		CHECK(parsed.error().code == 0);
	}
	CHECK(HostPort::parse("edge7:http").error().text() ==
	      "host 'edge7:http': the port has to be from 1 to 65535");
}
