// SPDX-License-Identifier: Apache-2.0
#include "session/local_table.h"

#include <algorithm>

namespace stamp::session {

LocalTable local_table(const std::vector<net::LocalAddress> &addresses) {
	LocalTable table;
	for (const auto kind : {STAMP_LOCAL_UNICAST, STAMP_LOCAL_BROADCAST}) {
		std::size_t taken = 0;
		for (const net::LocalAddress &local : addresses) {
			if (local.kind != kind || taken == STAMP_MAX_ADDRESSES)
				continue;
			const auto address = net::Address::from_raw(local.address.raw());
			taken += table.emplace(std::pair(address, local.host_bits), kind).second;
		}
	}
	return table;
}

Result<void> check_room(const std::vector<net::LocalAddress> &addresses) {
	const auto count =
		std::count_if(addresses.begin(), addresses.end(), [](const net::LocalAddress &a) {
			return a.kind == STAMP_LOCAL_UNICAST;
		});
	if (count <= STAMP_MAX_ADDRESSES)
		return {};
	return Error{0,
		     "the interface has " + std::to_string(count) + " addresses, and " +
			     std::to_string(STAMP_MAX_ADDRESSES) + " can be answered at most",
		     "--address for each address to answer on"};
}

} // namespace stamp::session
