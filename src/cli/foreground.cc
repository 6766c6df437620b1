// SPDX-License-Identifier: Apache-2.0
#include "cli/foreground.h"

#include <csignal>

#include <unistd.h>

namespace stamp::cli {
namespace {

volatile std::sig_atomic_t resumed = 0;

void note_resumption(int) {
	resumed = 1;
}

} // namespace

bool is_in_background(int terminal) {
	const pid_t foreground = tcgetpgrp(terminal);
	return foreground >= 0 && foreground != getpgrp();
}

void watch_resumption() {
	struct sigaction action {};
	action.sa_handler = note_resumption;
	action.sa_flags = SA_RESTART;
	sigaction(SIGCONT, &action, nullptr);
}

bool was_resumed() {
	const bool was = resumed != 0;
	resumed = 0;
	return was;
}

} // namespace stamp::cli
