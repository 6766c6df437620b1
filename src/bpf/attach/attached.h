// SPDX-License-Identifier: Apache-2.0
// Which of our programs the kernel has attached now: any tool with the right to may detach them.
#pragma once

#include <cstdint>
#include <string>

#include "base/fd.h"
#include "base/result.h"
#include "stamp/abi.h"

namespace stamp::bpf {

// What a TCX or XDP link attaches, and where. Asking takes no capability.
struct LinkTarget {
	int ifindex = 0; // 0: it was detached, or its interface has gone
	std::uint32_t program = 0;

	bool operator==(const LinkTarget &) const = default;
};
Result<LinkTarget> link_target(const Fd &link);
// True if the link still holds this program on this interface.
Result<bool> is_linked(const Fd &link, const LinkTarget &wanted);

// Whether a filter of the interface's clsact qdisc, at this side, runs the program. Takes no
// capability.
Result<bool> has_filter(int ifindex, bool ingress, std::uint32_t program);

// The programs of a role that are no longer attached to the interface, in words: "egress program";
// empty: all are attached. Finds them by their numbers at either tc hook.
Result<std::string> detached_programs(int ifindex, const stamp_program_ids &programs);

// "ingress program and egress program"
[[nodiscard]] std::string names_of_programs(bool xdp, bool ingress, bool egress);

} // namespace stamp::bpf
