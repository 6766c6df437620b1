// SPDX-License-Identifier: Apache-2.0
// The programs on the hooks of an interface, of any owner.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/iface.h"

namespace stamp::bpf {

struct HookHolder {
	std::string hook;	   // "tcx ingress", "tcx egress", "clsact ingress", ..., "xdp"
	std::uint32_t program = 0; // the kernel's number; 0: a filter without one
	std::string name;	   // empty: the kernel does not give it (without CAP_SYS_ADMIN)

	bool operator==(const HookHolder &) const = default;
	[[nodiscard]] bool is_ours() const; // by its name
};

using HookHolders = std::vector<HookHolder>; // in the order of the kernel

// At TCX and in a clsact qdisc. EPERM: without CAP_NET_ADMIN and CAP_BPF.
Result<HookHolders> holders_at_tc(const net::Interface &iface);
// Needs no capability.
Result<HookHolders> holders_at_xdp(const net::Interface &iface);

} // namespace stamp::bpf
