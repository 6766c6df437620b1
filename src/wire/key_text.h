// SPDX-License-Identifier: Apache-2.0
// Shared secrets as people write them: one a line, hex digits or "base64:" and base64.
#pragma once

#include <string_view>

#include "base/result.h"
#include "stamp/abi.h"

namespace stamp::wire {

// Fills in the keys of a text, 1 to STAMP_KEYS_PER_SSID. White space around a key and empty lines
// mean nothing. Nothing of the text is in the error or left anywhere else but in `keys`.
Result<void> parse_keys(std::string_view text, stamp_keys &keys);

} // namespace stamp::wire
