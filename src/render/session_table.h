// SPDX-License-Identifier: Apache-2.0
// The sessions of a reflector as lines of text.
#pragma once

#include <cstddef>
#include <functional>

#include "render/block.h"
#include "stats/reflector_report.h"

namespace stamp::render {

// Titles and a line each, none wider than `width`; nothing when there are no sessions. Columns are
// as wide as the first sessions want, so that memory does not grow with their number.
void session_table(const stats::SessionSource &sessions, std::size_t width,
		   const std::function<void(const Line &)> &take);

} // namespace stamp::render
