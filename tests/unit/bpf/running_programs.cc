// SPDX-License-Identifier: Apache-2.0
#include "bpf/object/running_programs.h"

#include <cerrno>
#include <chrono>
#include <cstddef>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/catch.h"

namespace {

// membarrier(2) fails in this process from here on, as on a kernel with nohz_full CPUs.
bool refuse_membarrier() {
	sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_membarrier, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const sock_fprog program{sizeof(filter) / sizeof(filter[0]), filter};
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

} // namespace

TEST_CASE("where membarrier is refused, running programs are given time to end") {
	using namespace std::chrono;
	enum { waited, did_not_wait, no_filter };
	const pid_t child = fork();
	REQUIRE(child >= 0);
	if (child == 0) {
		if (!refuse_membarrier())
			_exit(no_filter);
		const auto before = steady_clock::now();
		stamp::bpf::wait_for_running_programs();
		_exit(steady_clock::now() - before >= 100ms ? waited : did_not_wait);
	}
	int status = 0;
	REQUIRE(waitpid(child, &status, 0) == child);
	REQUIRE(WIFEXITED(status));
	CHECK(WEXITSTATUS(status) == waited);
}
