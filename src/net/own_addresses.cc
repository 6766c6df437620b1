// SPDX-License-Identifier: Apache-2.0
#include "net/own_addresses.h"

#include <cstring>

#include <ifaddrs.h>

namespace stamp::net {

std::vector<Address> own_addresses() {
	std::vector<Address> own;
	ifaddrs *list = nullptr;
	if (getifaddrs(&list) != 0)
		return own;
	for (const ifaddrs *one = list; one; one = one->ifa_next) {
		if (!one->ifa_addr)
			continue;
		sockaddr_storage storage{};
		const int family = one->ifa_addr->sa_family;
		if (family == AF_INET)
			std::memcpy(&storage, one->ifa_addr, sizeof(sockaddr_in));
		else if (family == AF_INET6)
			std::memcpy(&storage, one->ifa_addr, sizeof(sockaddr_in6));
		if (const auto endpoint = Endpoint::from(storage))
			own.push_back(endpoint->address);
	}
	freeifaddrs(list);
	return own;
}

} // namespace stamp::net
