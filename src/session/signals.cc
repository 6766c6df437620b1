// SPDX-License-Identifier: Apache-2.0
#include "session/signals.h"

#include <csignal>
#include <sys/signalfd.h>

#include "base/log.h"

namespace stamp::session {

Result<Signals> Signals::take_over() {
	sigset_t set;
	sigemptyset(&set);
	for (const int signal : {SIGINT, SIGTERM, SIGQUIT})
		sigaddset(&set, signal);
	struct sigaction hangup {};
	if (sigaction(SIGHUP, nullptr, &hangup) == 0 && hangup.sa_handler != SIG_IGN)
		sigaddset(&set, SIGHUP);
	if (sigprocmask(SIG_BLOCK, &set, nullptr) != 0)
		return last_error("block signals");
	Fd fd{signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC)};
	if (!fd)
		return last_error("open a signal descriptor");
	never_wait_for_log();
	return Signals{std::move(fd)};
}

std::optional<int> Signals::next() {
	signalfd_siginfo info{};
	if (read(fd_.get(), &info, sizeof(info)) != static_cast<ssize_t>(sizeof(info)))
		return std::nullopt;
	if (info.ssi_signo == SIGHUP && info.ssi_code == SI_KERNEL)
		return SIGTERM;
	return static_cast<int>(info.ssi_signo);
}

} // namespace stamp::session
