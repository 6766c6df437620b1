// SPDX-License-Identifier: Apache-2.0
#include "net/resolve.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

#include <net/if.h>
#include <netdb.h>

namespace stamp::net {
namespace {

Error unknown(std::string what) {
	return {0, std::move(what), {}, Reason::unknown_host};
}

struct FreeAddrinfo {
	void operator()(addrinfo *list) const { freeaddrinfo(list); }
};

const char *name_of(Family family) {
	return family == Family::v4 ? "IPv4" : "IPv6";
}

// Gives a link-local address the interface that it means nothing without.
Result<Address> scoped(const Address &address, const std::string &host, const std::string &iface) {
	if (!address.needs_scope())
		return address;
	if (iface.empty()) {
		if (address.scope() != 0)
			return address;
		return Error{0, host + " is link-local: give the interface, as " + address.text() +
					"%IFACE"};
	}
	const unsigned index = if_nametoindex(iface.c_str());
	if (index == 0)
		return last_error("find interface " + iface);
	if (address.scope() != 0 && address.scope() != index)
		return Error{0, host + " is not on " + iface};
	return address.with_scope(index);
}

Result<std::vector<Address>> look_up(const std::string &host, Family family) {
	addrinfo hints{};
	hints.ai_socktype = SOCK_DGRAM;
	hints.ai_family = family == Family::any	 ? AF_UNSPEC
			  : family == Family::v4 ? AF_INET
						 : AF_INET6;
	addrinfo *list = nullptr;
	const int failure = getaddrinfo(host.c_str(), nullptr, &hints, &list);
	if (failure == EAI_SYSTEM)
		return last_error("resolve " + host);
	if (failure != 0)
		return unknown("resolve " + host + ": " + gai_strerror(failure));

	const std::unique_ptr<addrinfo, FreeAddrinfo> owner(list);
	std::vector<Address> addresses;
	for (const addrinfo *entry = list; entry; entry = entry->ai_next) {
		sockaddr_storage storage{};
		if (entry->ai_addrlen > sizeof(storage))
			continue;
		std::memcpy(&storage, entry->ai_addr, entry->ai_addrlen);
		if (const auto endpoint = Endpoint::from(storage))
			addresses.push_back(endpoint->address);
	}
	if (addresses.empty())
		return unknown("resolve " + host + ": no address");
	return addresses;
}

} // namespace

Result<std::vector<Address>> resolve(const std::string &host, Family family,
				     const std::string &iface) {
	std::vector<Address> found;
	auto literal = Address::parse(host);
	// Neither ':' nor '%' is part of a name: what has one was meant as an address.
	if (!literal && host.find_first_of(":%") != std::string::npos)
		return unknown(literal.error().text());
	if (literal && family != Family::any && literal->family() != family)
		return unknown(host + " is not an " + name_of(family) + " address");
	if (literal) {
		found.push_back(*literal);
	} else {
		auto looked_up = look_up(host, family);
		if (!looked_up)
			return looked_up;
		found = *std::move(looked_up);
	}
	std::vector<Address> addresses;
	std::optional<Error> first_error;
	for (const Address &address : found) {
		auto usable = scoped(address, host, iface);
		if (!usable && !first_error)
			first_error = std::move(usable).error();
		else if (usable &&
			 std::find(addresses.begin(), addresses.end(), *usable) == addresses.end())
			addresses.push_back(*usable);
	}
	if (addresses.empty())
		return *std::move(first_error);
	return addresses;
}

} // namespace stamp::net
