// SPDX-License-Identifier: Apache-2.0
// The head of what a datapath of sockets publishes, with what is known of both roles.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>

#include "stamp/process_file.h"
#include "time/now.h"

namespace stamp::socket {

inline stamp_process_file process_head(stamp_role role, const std::string &iface,
				       std::span<const std::uint16_t> ports) {
	stamp_process_file head = {};
	head.role = role;
	head.since_ns = ns(utc_now());
	iface.copy(head.iface, sizeof(head.iface) - 1);
	std::string("socket").copy(head.hook, sizeof(head.hook) - 1);
	head.port_count = static_cast<__u8>(std::min<std::size_t>(ports.size(), STAMP_MAX_PORTS));
	std::copy_n(ports.begin(), head.port_count, head.ports);
	return head;
}

} // namespace stamp::socket
