// SPDX-License-Identifier: Apache-2.0
#include "cli/command_options.h"
#include "cli/shared_options.h"

namespace stamp::cli {

Table doctor_table(DoctorOptions &options) {
	return {Group{
		"Options",
		{toggle("json", "one JSON object instead of text", options.json), help_option()}}};
}

} // namespace stamp::cli
