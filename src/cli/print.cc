// SPDX-License-Identifier: Apache-2.0
#include "cli/print.h"

#include <cerrno>
#include <cstdio>

#include "cli/error_line.h"
#include "cli/exit_code.h"

namespace stamp::cli {

int print(const std::string &text) {
	if (std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0)
		return exit_ok;
	if (errno == EPIPE)
		return exit_ok;
	complain(last_error("write to stdout"), "");
	return exit_failed;
}

} // namespace stamp::cli
