// SPDX-License-Identifier: Apache-2.0
#include "bpf/janitor.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/privilege.h"

namespace stamp::bpf {
namespace {

[[noreturn]] void wait_and_clean(int alive, const std::function<void()> &clean) {
	prctl(PR_SET_NAME, "stamp-janitor");
	for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE})
		std::signal(signal, SIG_IGN);
	// Whoever reads our output must not wait for this child.
	const int null = open("/dev/null", O_RDWR);
	for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
		dup2(null, fd);
	(void)privilege::keep_permitted({CAP_NET_ADMIN});
	char nothing = 0;
	while (read(alive, &nothing, 1) < 0) {
	}
	if (auto raised = privilege::Raised::create({CAP_NET_ADMIN}))
		clean();
	_exit(0);
}

} // namespace

Result<Janitor> Janitor::hire(const std::function<void()> &clean) {
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0)
		return last_error("open a pipe");
	Fd reading(ends[0]), writing(ends[1]);
	const pid_t pid = fork();
	if (pid < 0)
		return last_error("fork");
	if (pid == 0) {
		writing = Fd();
		wait_and_clean(reading.get(), clean);
	}
	return Janitor(std::move(writing), pid);
}

Janitor::~Janitor() {
	if (pid_ < 0)
		return;
	// A later janitor holds a copy of this end, too: say it, do not just close.
	while (write(alive_.get(), "", 1) < 0 && errno == EINTR) {
	}
	waitpid(pid_, nullptr, 0);
}

} // namespace stamp::bpf
