// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace stamp::socket {

// Why `stamp stats` cannot read either role.
inline constexpr const char *why_sockets_are_not_pinned = "a socket has nothing to pin";

} // namespace stamp::socket
