// SPDX-License-Identifier: Apache-2.0
// How the process ends. Stable: scripts rely on the numbers.
#pragma once

namespace stamp::cli {

enum ExitCode : int {
	exit_ok = 0,		   // sender: at least one reply; else: a clean stop
	exit_no_reply = 1,	   // ran, but nothing came back
	exit_usage = 2,		   // command line, environment or configuration file
	exit_permission = 3,	   // a capability or a file permission is missing
	exit_unsupported = 4,	   // the kernel, BPF or the interface cannot
	exit_not_synchronised = 5, // --enforce-sync, --enforce-ptp
	exit_threshold = 6,	   // a threshold the user set was crossed
	exit_failed = 7,	   // failed while running: interface gone, input or output
	exit_interrupted = 130,	   // second SIGINT or SIGTERM: 128 + SIGINT
};

} // namespace stamp::cli
