// SPDX-License-Identifier: Apache-2.0
// Values and addresses as attributes of an rtnetlink request.
#pragma once

#include <cstdint>
#include <span>

#include "net/address.h"
#include "net/netlink.h"

namespace stamp::net {

template <typename T> Octets octets_of(const T &value) {
	return std::as_bytes(std::span(&value, 1));
}

inline void add_address(NetlinkRequest &request, std::uint16_t type, const Address &address) {
	if (address.is_v4())
		request.add(type, octets_of(address.v4().s_addr));
	else
		request.add(type, octets_of(address.v6().s6_addr));
}

} // namespace stamp::net
