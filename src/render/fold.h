// SPDX-License-Identifier: Apache-2.0
// Text that fits the width of a terminal. A character counts as one column.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace stamp::render {

inline constexpr std::size_t any_width = static_cast<std::size_t>(-1);

[[nodiscard]] std::size_t columns(std::string_view text);

// `text` without what lies beyond `width` columns.
[[nodiscard]] std::string_view cut(std::string_view text, std::size_t width);

// `text` as lines of at most `width` columns, broken after a comma or at a blank where there is
// one; every line but the first is indented by two.
[[nodiscard]] std::vector<std::string> fold(std::string_view text, std::size_t width);

} // namespace stamp::render
