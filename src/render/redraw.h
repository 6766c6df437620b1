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
// With their looks, each erasing what stood in its place.
[[nodiscard]] std::string painted(const std::vector<Line> &lines);

} // namespace stamp::render
