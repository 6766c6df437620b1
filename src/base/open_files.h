// SPDX-License-Identifier: Apache-2.0
// How many files this process may have open.
#pragma once

#include <cstdint>

namespace stamp {

// Up to what it may have without asking anybody: the hard limit, which it returns.
std::uint64_t raise_open_files();

} // namespace stamp
