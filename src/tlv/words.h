// SPDX-License-Identifier: Apache-2.0
// Words that the sentences of several types have in common.
#pragma once

#include <cstdint>
#include <string>

namespace stamp::tlv {

// "1 reply", "2 replies".
inline std::string counted(std::uint64_t n, const char *one, const char *more) {
	return std::to_string(n) + " " + (n == 1 ? one : more);
}

inline std::string replies(std::uint64_t n) {
	return counted(n, "reply", "replies");
}

// RFC 8972 5.5: how a timestamp was taken.
[[nodiscard]] std::string method_text(std::uint8_t method);

// RFC 8972 5.4: what the clock follows.
[[nodiscard]] std::string source_text(std::uint8_t source);

} // namespace stamp::tlv
