// SPDX-License-Identifier: Apache-2.0
// The words of a message.
#pragma once

#include <string>

#include "stats/message.h"

namespace stamp::render {

[[nodiscard]] std::string sentence(const stats::Message &message);

} // namespace stamp::render
