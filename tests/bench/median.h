// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <vector>

namespace stamp::bench {

inline double median(std::vector<double> values) {
	std::sort(values.begin(), values.end());
	return values.empty() ? 0 : values[values.size() / 2];
}

} // namespace stamp::bench
