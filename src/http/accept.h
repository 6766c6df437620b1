// SPDX-License-Identifier: Apache-2.0
// What a client accepts (RFC 9110 12.4.2, 12.5).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace stamp::http {

// In thousandths: how much of 1000 a client wants `name`, by the value of Accept or
// Accept-Encoding. 0: not at all, or it is not mentioned. Parameters but q are not looked at.
[[nodiscard]] int quality_of(std::string_view header, std::string_view name);

} // namespace stamp::http
