// SPDX-License-Identifier: Apache-2.0
#include "cli/nearest.h"

#include <algorithm>
#include <numeric>

namespace stamp::cli {

std::size_t edit_distance(std::string_view a, std::string_view b) {
	// row[j] is the distance of the part of `a` seen so far to the first j letters of `b`.
	std::vector<std::size_t> row(b.size() + 1);
	std::iota(row.begin(), row.end(), std::size_t{0});
	for (const char letter : a) {
		std::size_t diagonal = row[0]++;
		for (std::size_t j = 1; j < row.size(); j++) {
			const std::size_t replaced = diagonal + (letter == b[j - 1] ? 0 : 1);
			diagonal = row[j];
			row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
		}
	}
	return row.back();
}

std::optional<std::string> nearest(std::string_view wanted, const std::vector<std::string> &known) {
	if (wanted.size() < 2)
		return std::nullopt; // one letter is near to everything
	for (const std::string &name : known)
		if (name.starts_with(wanted))
			return name;

	std::optional<std::string> best;
	std::size_t limit = std::max<std::size_t>(1, (wanted.size() + 1) / 3) + 1;
	for (const std::string &name : known) {
		const std::size_t distance = edit_distance(wanted, name);
		if (distance < limit) {
			limit = distance;
			best = name;
		}
	}
	return best;
}

} // namespace stamp::cli
