// SPDX-License-Identifier: Apache-2.0
#include "cli/role.h"

#include <spdlog/spdlog.h>

#include "app/inspect/host.h"
#include "base/log.h"
#include "cli/error_line.h"
#include "cli/exit_code.h"
#include "session/outlets.h"

namespace stamp::cli {

void set_up_log(const LogOptions &options) {
	stamp::set_up_log(options.debug	    ? LogLevel::debug
			  : options.verbose ? LogLevel::verbose
			  : options.quiet   ? LogLevel::quiet
					    : LogLevel::normal);
}

int fail(const Error &error, std::string_view iface) {
	return complain(error, hint_for(error, iface, app::interface_names()));
}

int finish_output(Outlet &output, session::Signals &signals, const std::string &name) {
	switch (session::flush(output, signals, true)) {
	case session::Flushed::interrupted:
		return exit_interrupted;
	case session::Flushed::stalled:
		complain(Error{0, "write " + name + ": the reader does not read"}, "");
		return exit_failed;
	case session::Flushed::done:
		break;
	}
	if (output.error() == 0 || output.is_gone())
		return exit_ok;
	complain(Error{output.error(), "write " + name}, "");
	return exit_failed;
}

} // namespace stamp::cli
