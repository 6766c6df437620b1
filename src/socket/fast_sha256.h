// SPDX-License-Identifier: Apache-2.0
// SHA-256 by the processor's own instructions, where libcrypto is there and knows of them.
#pragma once

namespace stamp::socket {

// From now on the library takes its blocks that way. False: this build has no libcrypto.
bool use_fast_sha256();

} // namespace stamp::socket
