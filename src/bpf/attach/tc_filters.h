// SPDX-License-Identifier: Apache-2.0
// The tc filters of an interface, as rtnetlink lists them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace stamp::bpf {

struct TcFilter {
	bool ingress = false;
	std::uint32_t handle = 0;
	std::uint16_t priority = 0;
	std::uint32_t program = 0; // the kernel's number of a BPF filter's program
	std::string name;	   // of a BPF filter: "stamp_refl_in:[123]"; else empty
};

// Those of the clsact qdisc; none when there is no such qdisc, or no such interface.
Result<std::vector<TcFilter>> tc_filters(int ifindex);
Result<std::vector<TcFilter>> tc_filters(int ifindex, bool ingress);

// Set by us: the programs' names begin so.
bool is_ours(const TcFilter &filter);

} // namespace stamp::bpf
