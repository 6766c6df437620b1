// SPDX-License-Identifier: Apache-2.0
// The embedded BPF objects. A skeleton needs the types of the ABI before it: their only includer.
#pragma once

#include "stamp/abi.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#include "bpf/stamp.skel.h"
#include "bpf/stamp_bound.skel.h"
#pragma GCC diagnostic pop
