// SPDX-License-Identifier: Apache-2.0
#include "cli/role.h"

#include <spdlog/spdlog.h>

#include "app/inspect/host.h"
#include "base/log.h"
#include "cli/error_line.h"

namespace stamp::cli {

void set_up_log(const RoleOptions &options) {
	stamp::set_up_log(options.debug	    ? LogLevel::debug
			  : options.verbose ? LogLevel::verbose
			  : options.quiet   ? LogLevel::quiet
					    : LogLevel::normal);
}

int fail(const Error &error, std::string_view iface) {
	return complain(error, hint_for(error, iface, app::interface_names()));
}

} // namespace stamp::cli
