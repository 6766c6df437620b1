// SPDX-License-Identifier: Apache-2.0
#include "bpf/object/running_programs.h"

#include <chrono>
#include <thread>

#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace stamp::bpf {

void wait_for_running_programs() {
	// Kernels with nohz_full CPUs refuse the call, as some containers do.
	constexpr auto longer_than_any = std::chrono::milliseconds{100};
	if (syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0) != 0)
		std::this_thread::sleep_for(longer_than_any);
}

} // namespace stamp::bpf
