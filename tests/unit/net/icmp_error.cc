// SPDX-License-Identifier: Apache-2.0
#include "net/icmp_error.h"

#include <cerrno>

#include "support/catch.h"

using stamp::net::icmp_error_text;

TEST_CASE("T-23: an ICMP error has words") {
	struct Row {
		int origin, type, code;
		unsigned info;
		const char *text;
	};
	const Row rows[] = {
		{SO_EE_ORIGIN_ICMP, 3, 0, 0, "network unreachable"},
		{SO_EE_ORIGIN_ICMP, 3, 1, 0, "host unreachable"},
		{SO_EE_ORIGIN_ICMP, 3, 2, 0, "protocol unreachable"},
		{SO_EE_ORIGIN_ICMP, 3, 3, 0, "port unreachable"},
		{SO_EE_ORIGIN_ICMP, 3, 4, 1400, "fragmentation needed, MTU 1400"},
		{SO_EE_ORIGIN_ICMP, 3, 4, 0, "fragmentation needed"},
		{SO_EE_ORIGIN_ICMP, 3, 5, 0, "source route failed"},
		{SO_EE_ORIGIN_ICMP, 3, 6, 0, "network unreachable"},
		{SO_EE_ORIGIN_ICMP, 3, 8, 0, "host unreachable"},
		{SO_EE_ORIGIN_ICMP, 3, 9, 0, "administratively prohibited"},
		{SO_EE_ORIGIN_ICMP, 3, 13, 0, "administratively prohibited"},
		{SO_EE_ORIGIN_ICMP, 3, 99, 0, "destination unreachable"},
		{SO_EE_ORIGIN_ICMP, 4, 0, 0, "source quench"},
		{SO_EE_ORIGIN_ICMP, 11, 0, 0, "TTL exceeded in transit"},
		{SO_EE_ORIGIN_ICMP, 11, 1, 0, "fragments not reassembled in time"},
		{SO_EE_ORIGIN_ICMP, 12, 0, 0, "parameter problem"},
		{SO_EE_ORIGIN_ICMP, 42, 0, 0, "ICMP type 42"},
		{SO_EE_ORIGIN_ICMP6, 1, 0, 0, "network unreachable"},
		{SO_EE_ORIGIN_ICMP6, 1, 1, 0, "administratively prohibited"},
		{SO_EE_ORIGIN_ICMP6, 1, 2, 0, "beyond the scope of the source address"},
		{SO_EE_ORIGIN_ICMP6, 1, 3, 0, "host unreachable"},
		{SO_EE_ORIGIN_ICMP6, 1, 4, 0, "port unreachable"},
		{SO_EE_ORIGIN_ICMP6, 1, 6, 0, "route rejected"},
		{SO_EE_ORIGIN_ICMP6, 1, 99, 0, "destination unreachable"},
		{SO_EE_ORIGIN_ICMP6, 2, 0, 1280, "packet too big, MTU 1280"},
		{SO_EE_ORIGIN_ICMP6, 3, 0, 0, "hop limit exceeded in transit"},
		{SO_EE_ORIGIN_ICMP6, 3, 1, 0, "fragments not reassembled in time"},
		{SO_EE_ORIGIN_ICMP6, 4, 0, 0, "parameter problem"},
		{SO_EE_ORIGIN_ICMP6, 99, 0, 0, "ICMPv6 type 99"},
	};
	for (const Row &row : rows) {
		sock_extended_err error{};
		error.ee_origin = static_cast<__u8>(row.origin);
		error.ee_type = static_cast<__u8>(row.type);
		error.ee_code = static_cast<__u8>(row.code);
		error.ee_info = row.info;
		CHECK(icmp_error_text(error) == row.text);
	}
}

TEST_CASE("an error of our own host is said in its words") {
	sock_extended_err error{};
	error.ee_origin = SO_EE_ORIGIN_LOCAL;
	error.ee_errno = EMSGSIZE;
	error.ee_info = 1500;
	CHECK(icmp_error_text(error) == "longer than the path takes, MTU 1500");
	error.ee_errno = EHOSTUNREACH;
	CHECK(icmp_error_text(error) == "No route to host");
}
