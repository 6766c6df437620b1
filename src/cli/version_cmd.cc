// SPDX-License-Identifier: Apache-2.0
#include "cli/version_cmd.h"

#include "app/inspect/host.h"

namespace stamp::cli {

int run_version(const VersionOptions &, Output &output) {
	output.renderer().host(app::host_report());
	return output.end();
}

} // namespace stamp::cli
