// SPDX-License-Identifier: Apache-2.0
// Lines on a terminal that take the place of others (ECMA-48 control sequences).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "render/block.h"

namespace stamp::render {

inline constexpr std::string_view erase_below = "\033[J";

// To the beginning of the line that is so far above.
[[nodiscard]] std::string up(std::size_t lines);
// Rows that lines take on a terminal that is so wide now (0: not known) and wraps what is wider.
[[nodiscard]] std::size_t rows_of(const std::vector<Line> &lines, std::size_t width);
// Each erasing what stood in its place; with their looks, or without colours.
[[nodiscard]] std::string painted(const std::vector<Line> &lines, bool colours = true);

} // namespace stamp::render
