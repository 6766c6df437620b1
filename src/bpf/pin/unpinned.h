// SPDX-License-Identifier: Apache-2.0
// What of us is attached and pinned nowhere that we can see: found in the kernel by the programs'
// names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bpf/pin/instances.h"
#include "session/datapath.h"

namespace stamp::bpf {

struct Unpinned {
	int ifindex = 0;
	std::string iface, hook;
	stamp_role role = STAMP_ROLE_REFLECTOR;
	// Absent when the maps of the program cannot be reached: without CAP_SYS_ADMIN.
	std::optional<session::Verdicts> verdicts = {};
	std::uint32_t verdicts_map = 0; // the number of their map
	std::vector<std::uint16_t> ports = {};
	std::int64_t since_ns = 0; // UTC: when the program was loaded
};

// Those on the interfaces of this network namespace, or on one of them, that `pinned` does not
// have.
std::vector<Unpinned> unpinned(const std::vector<Instance> &pinned,
			       const std::optional<std::string> &iface);

} // namespace stamp::bpf
