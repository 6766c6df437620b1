// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <exception>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/privilege.h"
#include "base/standard_streams.h"
#include "cli/command.h"
#include "cli/error_line.h"
#include "cli/exit_code.h"

namespace stamp {
namespace {

int run(int argc, char **argv) {
	// The one door for exceptions that nobody expected: out of memory, above all.
	try {
		return cli::dispatch(std::vector<std::string>(argv + (argc > 0), argv + argc));
	} catch (const std::exception &error) {
		cli::complain(Error{0, std::string("unexpected: ") + error.what()}, "");
		return cli::exit_failed;
	}
}

} // namespace
} // namespace stamp

int main(int argc, char **argv) {
	using namespace stamp;
	if (!open_standard_streams())
		return cli::exit_failed; // and nowhere to say so
	// A reader of ours that goes away shows as EPIPE, which ends us quietly and in order; a
	// file that may not grow any more (ulimit -f) as EFBIG.
	std::signal(SIGPIPE, SIG_IGN);
	std::signal(SIGXFSZ, SIG_IGN);
	if (auto lowered = privilege::lower_to_the_callers(); !lowered)
		return cli::complain(lowered.error(), "");
	const int exit_code = run(argc, argv);
	finish_log();
	return exit_code;
}
