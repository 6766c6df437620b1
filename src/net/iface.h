// SPDX-License-Identifier: Apache-2.0
// The interfaces of this network namespace, from rtnetlink. Not from /sys:
// what is mounted there may belong to another namespace.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/netlink.h"

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
	int master = 0;			   // the bridge, bond or VRF that it is a port of
	std::uint32_t vrf_table = 0;	   // of a VRF: its routing table

	bool operator==(const Interface &) const = default;
	// By its user, with a carrier or without.
	[[nodiscard]] bool is_set_up() const { return (flags & 1u) != 0; } // IFF_UP
};

// All of them, in the kernel's order: what a misspelt name is compared with.
Result<std::vector<Interface>> interfaces();

// By name or alternative name; the result bears the name proper. "find interface eth9", ENODEV.
Result<Interface> find_interface(const std::string &name);
Result<Interface> find_interface(int index);
// The bridge whose port it is.
std::optional<Interface> bridge_of(const Interface &iface);

// What one RTM_NEWLINK or RTM_DELLINK says; absent when it is about no interface as such (a
// bridge reports its ports in the same words).
std::optional<Interface> read_interface(const NetlinkMessage &message);

} // namespace stamp::net
