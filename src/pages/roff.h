// SPDX-License-Identifier: Apache-2.0
// Text for man(7).
#pragma once

#include <string>
#include <string_view>

#include "cli/option_table.h"

namespace stamp::pages {

// Plain text with its hyphens and backslashes kept; names of options are bold.
[[nodiscard]] std::string roff_text(std::string_view text);
// "--hook auto|xdp" in the fonts of a manual page.
[[nodiscard]] std::string roff_heading(const cli::Option &option);
// "time between packets" -> "Time between packets."
[[nodiscard]] std::string sentence(std::string_view text);

} // namespace stamp::pages
