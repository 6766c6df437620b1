// SPDX-License-Identifier: Apache-2.0
// What the kernel takes for its own: its table of local addresses, by which it answers.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.h"
#include "net/address.h"
#include "net/netlink.h"
#include "net/prefix.h"
#include "stamp/abi.h"

namespace stamp::net {

// An address, or a range of them.
struct LocalAddress {
	Address address; // a link-local IPv6 one with its scope
	stamp_local_kind kind = STAMP_LOCAL_UNICAST;
	unsigned host_bits = 0; // that may be anything, at its end: 0 for a single address

	bool operator==(const LocalAddress &) const = default;
	// The same without its scope.
	[[nodiscard]] Prefix prefix() const {
		return {Address::from_raw(address.raw()),
			(address.is_v4() ? 32u : 128u) - host_bits};
	}
	// Of the datapath's table.
	[[nodiscard]] stamp_prefix key() const { return {128 - host_bits, address.raw()}; }
};

// A route of that table, as one message has it. Absent: it is of another kind.
struct LocalRoute {
	LocalAddress address;
	std::uint32_t table = 0;
	int index = 0; // of its interface
};
std::optional<LocalRoute> read_local_route(const NetlinkMessage &message);

// What is of the interface: unicast addresses, IPv4 broadcasts, ranges that were made local.
// What is both local and broadcast is what the kernel finds first. An IPv6 address is not among
// them while it is tentative (RFC 4862 5.4), or a duplicate; LinkMonitor reports when it becomes
// ours. Empty for an interface without; ENODEV when there is no such interface.
Result<std::vector<LocalAddress>> local_addresses(int ifindex);
// What a reflector answers of those: all, or these unicast addresses, if there are any, instead of
// all others. Broadcasts stay known as such. Pure.
std::vector<LocalAddress> answered(std::vector<LocalAddress> own,
				   const std::vector<Address> &chosen);

// From the routes of one table in the kernel's order. Pure.
std::vector<LocalAddress> local_addresses_of(const std::vector<LocalRoute> &routes, int ifindex);

} // namespace stamp::net
