// SPDX-License-Identifier: Apache-2.0
// UTF-8 (RFC 3629), one character at a time.
#pragma once

#include <cstddef>
#include <string_view>

namespace stamp {

inline constexpr std::string_view replacement_character = "\xef\xbf\xbd"; // U+FFFD

struct Utf8 {
	std::size_t octets; // of the character, or of what a U+FFFD stands for; at least 1
	bool valid;
};

// The first character of `text`, which is not empty. Overlong forms, surrogates and what lies
// beyond U+10FFFF are not valid.
[[nodiscard]] Utf8 first_of_utf8(std::string_view text);

} // namespace stamp
