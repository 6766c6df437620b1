// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <exception>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/error_line.h"
#include "cli/exit_code.h"

int main(int argc, char **argv) {
	using namespace stamp;
	// A reader of ours that goes away shows as EPIPE, which ends us quietly and in order.
	std::signal(SIGPIPE, SIG_IGN);
	// The one door for exceptions that nobody expected: out of memory, above all.
	try {
		return cli::dispatch(std::vector<std::string>(argv + (argc > 0), argv + argc));
	} catch (const std::exception &error) {
		cli::complain(Error{0, std::string("unexpected: ") + error.what()}, "");
		return cli::exit_failed;
	}
}
