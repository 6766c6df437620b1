// SPDX-License-Identifier: Apache-2.0
// What the user who mistyped a name probably meant.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stamp::cli {

// Letters to insert, delete or replace to get from one to the other (Levenshtein).
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

// The one of `known` that `wanted` abbreviates or, else, differs least from; absent when every one
// is too far away to be a slip of the fingers.
[[nodiscard]] std::optional<std::string> nearest(std::string_view wanted,
						 const std::vector<std::string> &known);

} // namespace stamp::cli
