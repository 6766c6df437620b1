// SPDX-License-Identifier: Apache-2.0
// A body that is compressed as it is made (gzip, RFC 1952).
#pragma once

#include <string_view>

#include "http/message.h"

namespace stamp::http {

// Whether the value of Accept-Encoding admits it (RFC 9110 12.5.3).
[[nodiscard]] bool accepts_gzip(std::string_view accept_encoding);

[[nodiscard]] Pieces gzipped(Pieces plain);

} // namespace stamp::http
