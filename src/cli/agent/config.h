// SPDX-License-Identifier: Apache-2.0
// The configuration file of an agent. The keys of a profile, a session and a reflector are the
// long options of `stamp sender` and `stamp reflector`.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "cli/error_line.h"
#include "session/agent_spec.h"

namespace stamp::cli {

// `path` is for errors: "agent.toml:3:1: session.intervall: unknown key".
[[nodiscard]] std::variant<session::AgentSpec, UsageError>
parse_agent_config(const std::string &path, std::string_view text);
[[nodiscard]] std::variant<session::AgentSpec, UsageError>
read_agent_config(const std::string &path);

// What holds, as a file that reads back to the same. What nobody gave is a comment.
[[nodiscard]] std::string agent_config_text(const session::AgentSpec &spec);

} // namespace stamp::cli
