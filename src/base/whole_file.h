// SPDX-License-Identifier: Apache-2.0
// A file that is read at once.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"

namespace stamp {

// EFBIG: it has more octets than `most`. What is not there now, such as the far end of a pipe, is
// not waited for.
Result<std::string> read_whole_file(const std::string &path, std::size_t most);

} // namespace stamp
