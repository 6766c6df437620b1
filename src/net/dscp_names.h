// SPDX-License-Identifier: Apache-2.0
// Fields of the IP header that people know by name.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace stamp::net {

// 0..63, or a name of RFC 2474 (cs0..cs7), RFC 2597 (af11..af43), RFC 3246 (ef), RFC 5865 (va),
// RFC 8622 (le), or "be". Letters of either case. The error has code 0.
Result<std::uint8_t> parse_dscp(std::string_view text);

// 0..3, or not-ect, ect1, ect0, ce (RFC 3168 5). Letters of either case. The error has code 0.
Result<std::uint8_t> parse_ecn(std::string_view text);

} // namespace stamp::net
