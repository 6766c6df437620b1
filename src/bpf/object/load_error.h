// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

namespace stamp::bpf {

// Why the kernel does not load the programs, by its errno. `bound`: one of them to a device.
[[nodiscard]] Error load_error(int code, bool bound);

} // namespace stamp::bpf
