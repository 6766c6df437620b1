// SPDX-License-Identifier: Apache-2.0
// What `stamp doctor` found, as text and JSON.
#pragma once

#include <string>

#include "stats/checkup.h"

namespace stamp::render {

[[nodiscard]] std::string checkup_text(const stats::Checkup &checkup);
// One object on one line.
[[nodiscard]] std::string checkup_json(const stats::Checkup &checkup);

} // namespace stamp::render
