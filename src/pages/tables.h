// SPDX-License-Identifier: Apache-2.0
// Tables of the documents, in Markdown.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "pages/command_page.h"

namespace stamp::pages {

// The options of each command: docs/options.md.
[[nodiscard]] std::string option_document(const std::vector<CommandPage> &pages);

// `document` with the table of commands between its two marks. The error: it has no marks.
Result<std::string> with_command_table(std::string_view document,
				       const std::vector<CommandPage> &pages);

} // namespace stamp::pages
