// SPDX-License-Identifier: Apache-2.0
// A manual page from its template (docs/man/*.in). The template is man(7) with lines that stand
// for what the program knows:
//
//   @synopsis COMMAND   how it is called
//   @about COMMAND      what its help says
//   @options COMMAND    its options in their groups; up to @end follows what the manual page has
//   @option --NAME      to say of one option behind what its help says
//   @end
//   @examples COMMAND
//   @commands           all of them
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "pages/command_page.h"

namespace stamp::pages {

// The error names the line. An option that the command does not have is one.
Result<std::string> manual(std::string_view source, const std::vector<CommandPage> &pages);

} // namespace stamp::pages
