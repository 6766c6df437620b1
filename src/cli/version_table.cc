// SPDX-License-Identifier: Apache-2.0
#include "cli/groups.h"
#include "cli/tables.h"

namespace stamp::cli {

Table version_table(VersionOptions &options) {
	return {Group{"Options",
		      {toggle("json", "JSON instead of text", options.json), help_option()}}};
}

} // namespace stamp::cli
