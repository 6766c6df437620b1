// SPDX-License-Identifier: Apache-2.0
// Text that anybody may show: what a name from elsewhere does to a terminal, or to who reads UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace stamp {

// `text` with U+FFFD in place of what is not UTF-8, and '?' in place of control characters: C0 (the
// end of a line and the tabulator, too), DEL, and C1, whose U+009B begins a control sequence as
// ESC [ does. The name of an interface is any octets but blanks, slash and colon.
[[nodiscard]] std::string plain_text(std::string_view text);

} // namespace stamp
