// SPDX-License-Identifier: Apache-2.0
// What this binary is and what this host lets it do, as text and JSON.
#pragma once

#include <string>

#include "app/inspect/host.h"
#include "cli/options.h"

namespace stamp::cli {

[[nodiscard]] std::string version_text(const app::VersionReport &report);
// One object on one line: "v", "type", then the members; an absent reason is null.
[[nodiscard]] std::string version_json(const app::VersionReport &report);

int run_version(const VersionOptions &options);

} // namespace stamp::cli
