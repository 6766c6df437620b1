// SPDX-License-Identifier: Apache-2.0
// Work that may block, on a thread of its own that nobody waits for.
#pragma once

#include <functional>

#include "base/result.h"

namespace stamp {

// `work` owns what it uses: it may outlast everything but the process. Its thread takes no signal,
// has the capabilities of the caller and, where the system allows it, a umask of its own. `what` is
// for the error.
Result<void> run_in_background(const char *what, std::function<void()> work);

} // namespace stamp
