// SPDX-License-Identifier: Apache-2.0
#include "cli/command_options.h"
#include "cli/shared_options.h"

namespace stamp::cli {

Table agent_table(AgentOptions &options) {
	AgentOptions &o = options;
	return {Group{
		"Options",
		{
			text_option("config", "FILE", "the configuration", o.config),
			toggle("check", "read the configuration, report what is wrong, and end",
			       o.check),
			toggle("print-config",
			       "print what holds as a configuration, with the defaults, and end",
			       o.print_config),
			choice("log", "form of what is logged on stderr", "text", o.json_log,
			       {{"text", false}, {"json", true}}),
			toggle("quiet,q", "log only warnings", o.quiet),
			toggle("verbose,v", "log more", o.verbose),
			toggle("debug", "print messages of libbpf and the verifier on stderr",
			       o.debug),
			help_option(),
		}}};
}

} // namespace stamp::cli
