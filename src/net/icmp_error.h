// SPDX-License-Identifier: Apache-2.0
// Why a packet did not get there, in words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <linux/types.h>

#include <linux/errqueue.h>

#include "net/address.h"

namespace stamp::net {

// One entry of a socket's error queue (ip(7), IP_RECVERR).
struct IcmpError {
	std::optional<Address>
		from;	  // who sent the ICMP message; absent: this host itself found out
	Endpoint target;  // where our packet was going; port 0: the kernel did not say
	int code = 0;	  // errno value that the kernel makes of it
	std::string text; // "port unreachable", "fragmentation needed, MTU 1400", ...
};

// The words for one such entry: ICMP (RFC 792, RFC 1812 5.2.7), ICMPv6 (RFC 4443) or our own.
std::string icmp_error_text(const sock_extended_err &error);

} // namespace stamp::net
