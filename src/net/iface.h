// SPDX-License-Identifier: Apache-2.0
// The interfaces of this network namespace and their addresses, from rtnetlink. Not from /sys:
// what is mounted there may belong to another namespace.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/address.h"
#include "net/netlink.h"
#include "stamp/abi.h"

namespace stamp::net {

struct Interface {
	int index = 0;
	std::string name;
	unsigned flags = 0;		   // IFF_* of netdevice(7)
	bool has_mac = false;		   // frames begin with an Ethernet header
	bool is_loopback = false;	   // the loopback device
	bool up = false;		   // set up, and its carrier is there
	unsigned mtu = 0;		   // octets, without the link's own header
	std::array<std::uint8_t, 6> mac{}; // zeros where it has none
	std::string kind;		   // "veth", "vlan", ...; empty: a device of hardware

	bool operator==(const Interface &) const = default;
};

struct LocalAddress {
	Address address; // a link-local IPv6 one with its scope
	stamp_local_kind kind = STAMP_LOCAL_UNICAST;

	bool operator==(const LocalAddress &) const = default;
};

// All of them, in the kernel's order: what a misspelt name is compared with.
Result<std::vector<Interface>> interfaces();

// By name or alternative name; the result bears the name proper. "find interface eth9", ENODEV.
Result<Interface> find_interface(const std::string &name);
Result<Interface> find_interface(int index);

// The unicast addresses of an interface, and the subnet broadcast addresses that come with the
// IPv4 ones. An IPv6 address is left out while it is tentative (RFC 4862 5.4), or a duplicate:
// it is not ours to answer for; LinkMonitor tells when it becomes so. Empty for an interface
// without; ENODEV when there is no such interface.
Result<std::vector<LocalAddress>> local_addresses(int ifindex);

// What one RTM_NEWLINK or RTM_DELLINK says; absent when it is about no interface as such (a
// bridge talks of its ports in the same words).
std::optional<Interface> read_interface(const NetlinkMessage &message);

// Adds what one RTM_NEWADDR says, each address once.
void read_local_address(const NetlinkMessage &message, int ifindex,
			std::vector<LocalAddress> &addresses);

} // namespace stamp::net
