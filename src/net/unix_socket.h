// SPDX-License-Identifier: Apache-2.0
// A stream to a UNIX socket that somebody listens on.
#pragma once

#include <string>

#include "base/fd.h"
#include "base/result.h"

namespace stamp::net {

// Does not block, now or when it is written to.
Result<Fd> connect_unix(const std::string &path);

} // namespace stamp::net
