// SPDX-License-Identifier: Apache-2.0
// How a sender's run ends: summaries, thresholds, the last of the output, the exit code.
#pragma once

#include <vector>

#include "cli/options.h"
#include "cli/output.h"
#include "session/sender.h"
#include "session/signals.h"

namespace stamp::cli {

// Prints what was measured, and returns the exit code.
int finish_sender(const SenderOptions &options, session::Sender &sender, session::Signals &signals,
		  const session::SenderPlan &plan, Output &output);

} // namespace stamp::cli
