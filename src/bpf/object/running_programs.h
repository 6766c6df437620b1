// SPDX-License-Identifier: Apache-2.0
// Programs that are in the middle of a packet.
#pragma once

namespace stamp::bpf {

// Returns when no CPU runs a program any more that ran at the call: what such a program may have
// found (an old program, an old value of a map) is not in use from here on. Blocks for some
// milliseconds.
void wait_for_running_programs();

} // namespace stamp::bpf
