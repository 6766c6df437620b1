// SPDX-License-Identifier: Apache-2.0
#include "cli/print.h"

#include <unistd.h>

#include "base/outlet.h"
#include "cli/error_line.h"
#include "cli/exit_code.h"

namespace stamp::cli {

int print(const std::string &text) {
	Outlet out(STDOUT_FILENO, text.size());
	out.write(text);
	if (drain(out) || out.is_gone())
		return exit_ok;
	complain(Error{out.error(), "write to stdout"}, "");
	return exit_failed;
}

} // namespace stamp::cli
