// SPDX-License-Identifier: Apache-2.0
// The skeleton of floor.bpf.c, with the pieces and the feed, and its owner.
#pragma once

#include <memory>

#include "stamp/abi.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#include "tests/bench/floor.skel.h"
#pragma GCC diagnostic pop

namespace stamp::bench {

struct FloorDeleter {
	void operator()(floor_bpf *skeleton) const { floor_bpf__destroy(skeleton); }
};
using Floor = std::unique_ptr<floor_bpf, FloorDeleter>;

} // namespace stamp::bench
