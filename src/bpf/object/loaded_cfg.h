// SPDX-License-Identifier: Apache-2.0
// The configuration that programs were loaded with, from their read-only data.
#pragma once

#include "base/fd.h"
#include "base/result.h"
#include "stamp/abi.h"

namespace stamp::bpf {

// EPROTO: of another version.
Result<stamp_cfg> read_cfg(const Fd &rodata);

} // namespace stamp::bpf
