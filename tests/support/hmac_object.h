// SPDX-License-Identifier: Apache-2.0
// The skeleton of tests/bpf/hmac.bpf.c, and its owner.
#pragma once

#include <memory>

#include "stamp/abi.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#include "tests/bpf/hmac.skel.h"
#pragma GCC diagnostic pop

namespace stamp::test {

struct HmacObjectDeleter {
	void operator()(hmac_bpf *skeleton) const { hmac_bpf__destroy(skeleton); }
};
using HmacObject = std::unique_ptr<hmac_bpf, HmacObjectDeleter>;

} // namespace stamp::test
