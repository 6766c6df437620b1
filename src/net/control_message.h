// SPDX-License-Identifier: Apache-2.0
// What the kernel says of a packet in addition to its octets (cmsg(3)).
#pragma once

#include <cstdint>
#include <cstring>

#include <linux/errqueue.h>
#include <sys/socket.h>

namespace stamp::net {

template <typename T> T value_of(const cmsghdr &head) {
	T value{};
	std::memcpy(&value, CMSG_DATA(&head), sizeof(value));
	return value;
}

// SO_TIMESTAMPING, in software: UTC, in nanoseconds since 1970.
inline bool is_timestamp(const cmsghdr &head) {
	return head.cmsg_level == SOL_SOCKET && head.cmsg_type == SCM_TIMESTAMPING;
}
inline std::int64_t timestamp_ns(const cmsghdr &head) {
	const timespec at = value_of<scm_timestamping>(head).ts[0];
	return at.tv_sec * 1'000'000'000LL + at.tv_nsec;
}

} // namespace stamp::net
