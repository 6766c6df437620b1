// SPDX-License-Identifier: Apache-2.0
// Descriptors 0 to 2 are those of the standard streams, however we were started.
#pragma once

namespace stamp {

// Opens /dev/null for those that are closed. Else the next socket or file that is opened takes
// such a number, and what is meant for people goes there. To be called before anything else opens
// one. False: /dev/null cannot be opened.
[[nodiscard]] bool open_standard_streams();

} // namespace stamp
