// SPDX-License-Identifier: Apache-2.0
// Whether this kernel takes the programs of stamp, found by loading them. Nothing is attached.
#pragma once

#include "base/result.h"

namespace stamp::bpf {

// Whether programs become machine code (the JIT); false: the kernel interprets them.
// Needs CAP_BPF and CAP_NET_ADMIN, effective; else EPERM.
Result<bool> probe_jit();
// Those of a sender and of a reflector with the default settings.
Result<void> probe_programs();

} // namespace stamp::bpf
