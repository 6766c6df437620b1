// SPDX-License-Identifier: Apache-2.0
// What the kernel lets this process do, as /proc/self/status has it (proc(5)).
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace stamp {

struct ProcessStatus {
	// Capabilities: bit N is that of number N in <linux/capability.h>.
	std::uint64_t permitted = 0, effective = 0, bounding = 0;
	bool no_new_privs = false;
	bool has_seccomp = false; // a filter of system calls, as containers have

	bool operator==(const ProcessStatus &) const = default;
	[[nodiscard]] bool may(unsigned capability) const { return permitted >> capability & 1; }
	// An exec or a container engine can give it.
	[[nodiscard]] bool is_bounded_to(unsigned capability) const {
		return bounding >> capability & 1;
	}
};

// EPROTO: a line is missing.
Result<ProcessStatus> parse_process_status(std::string_view text);
Result<ProcessStatus> process_status();

} // namespace stamp
