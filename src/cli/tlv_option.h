// SPDX-License-Identifier: Apache-2.0
// --tlv NAME[:ARGS] and what goes with it.
#pragma once

#include <string_view>

#include "cli/option_table.h"
#include "session/spec.h"

namespace stamp::cli {

[[nodiscard]] Group tlv_group(session::SenderSpec &spec);

// One TLV, or why not. What the session alone knows is left open.
std::optional<Refusal> parse_tlv(std::string_view text, session::TlvSpec &tlv);

} // namespace stamp::cli
