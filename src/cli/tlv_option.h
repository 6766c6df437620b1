// SPDX-License-Identifier: Apache-2.0
// --tlv NAME[:ARGS] and what goes with it.
#pragma once

#include "cli/option_table.h"
#include "session/spec.h"

namespace stamp::cli {

[[nodiscard]] Group tlv_group(session::SenderSpec &spec);

} // namespace stamp::cli
