// SPDX-License-Identifier: Apache-2.0
// Which hooks this kernel has, found by asking it and not by its version.
#pragma once

#include <string>
#include <vector>

namespace stamp::bpf {

struct HookProbe {
	std::string name; // "tcx"
	bool available = false;
	std::string why_not;
};

// Needs CAP_BPF and CAP_NET_ADMIN; without them that is the reason of each hook. Leaves nothing
// behind.
std::vector<HookProbe> probe_hooks();

// "1.1" and the like: of the library that runs, and of the headers this was compiled with.
std::string libbpf_version();
std::string libbpf_built_version();

} // namespace stamp::bpf
