// SPDX-License-Identifier: Apache-2.0
// The monotonic clock as BPF programs read it. In a time namespace (time_namespaces(7)) ours is
// another one, by an offset.
#pragma once

#include "base/result.h"
#include "time/clock.h"

namespace stamp::bpf {

// How much more a program reads than we do. 0 outside of time namespaces, without a question.
Result<Duration> kernel_minus_own_clock();

} // namespace stamp::bpf
