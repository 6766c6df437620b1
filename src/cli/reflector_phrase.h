// SPDX-License-Identifier: Apache-2.0
// What is said when a reflector has begun to answer.
#pragma once

#include <string>

#include "session/spec.h"

namespace stamp::cli {

// `of_hardware`: the receive times are.
[[nodiscard]] std::string listening_line(const session::ReflectorSpec &spec,
					 const std::string &iface, const std::string &hook,
					 bool of_hardware = false);

} // namespace stamp::cli
