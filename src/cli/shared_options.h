// SPDX-License-Identifier: Apache-2.0
// Rows that several commands share.
#pragma once

#include "cli/option_table.h"
#include "cli/options.h"

namespace stamp::cli {

[[nodiscard]] Option timestamp_option(session::RoleSpec &spec);
// "FILE": nothing is read yet.
[[nodiscard]] Option key_file_option(std::string_view name, std::string text, std::string &target);
[[nodiscard]] Option help_option(); // parse.cc acts on it; the row is for the help
[[nodiscard]] Group tlv_group(session::ReflectorSpec &spec);
[[nodiscard]] Group clock_group(session::RoleSpec &spec);
[[nodiscard]] Group system_group(RoleOptions &options, session::RoleSpec &spec);

} // namespace stamp::cli
