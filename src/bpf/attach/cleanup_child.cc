// SPDX-License-Identifier: Apache-2.0
#include "bpf/attach/cleanup_child.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/privilege.h"

namespace stamp::bpf {
namespace {

constexpr int clean_patience_ms = 10'000; // for a few netlink messages

// Until an octet comes through the pipe, or its other ends are closed, or the process is gone. Of
// those ends a later child has one, and so have we, should closing ours have failed.
void wait_for_end(int alive, const Fd &parent) {
	std::array<pollfd, 2> fds{{{alive, POLLIN, 0}, {parent.get(), POLLIN, 0}}};
	while (poll(fds.data(), fds.size(), -1) < 0 && errno == EINTR) {
	}
}

[[noreturn]] void wait_and_clean(int alive, pid_t parent_pid, const std::function<void()> &clean) {
	const Fd parent(static_cast<int>(syscall(SYS_pidfd_open, parent_pid, 0)));
	prctl(PR_SET_NAME, "stamp-cleanup");
	for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE})
		std::signal(signal, SIG_IGN);
	// A reader of our output must not wait for this child.
	const int null = open("/dev/null", O_RDWR);
	for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
		dup2(null, fd);
	(void)privilege::keep_permitted({CAP_NET_ADMIN});
	if (getppid() == parent_pid) // not gone before the descriptor was open
		wait_for_end(alive, parent);
	if (auto raised = privilege::Raised::create({CAP_NET_ADMIN}))
		clean();
	_exit(0);
}

Error no_process() {
	Error error = last_error("start the process that cleans up");
	if (error.code == EAGAIN) {
		error.what = error.text(); // why is the kernel's word, what to do is ours
		error.reason = Reason::no_process;
	}
	return error;
}

} // namespace

Result<CleanupChild> CleanupChild::start(const std::function<void()> &clean) {
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0)
		return last_error("open a pipe");
	Fd reading(ends[0]), writing(ends[1]);
	const pid_t parent = getpid();
	const pid_t pid = fork();
	if (pid < 0)
		return no_process();
	if (pid == 0) {
		writing = Fd();
		wait_and_clean(reading.get(), parent, clean);
	}
	return CleanupChild(std::move(writing), pid);
}

CleanupChild::~CleanupChild() {
	if (pid_ < 0)
		return;
	// A later child holds a copy of this end, too, so closing it is no sign.
	while (write(alive_.get(), "", 1) < 0 && errno == EINTR) {
	}
	const Fd child(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
	pollfd ended{child.get(), POLLIN, 0};
	if (child && poll(&ended, 1, clean_patience_ms) == 0)
		kill(pid_, SIGKILL); // stopped, or stuck: nobody is to wait for ever
	waitpid(pid_, nullptr, 0);
}

} // namespace stamp::bpf
