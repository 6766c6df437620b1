// SPDX-License-Identifier: Apache-2.0
// Names of labels, as Prometheus has them.
#pragma once

#include <algorithm>
#include <iterator>
#include <string_view>

namespace stamp::stats {

[[nodiscard]] inline bool is_label_name(std::string_view name) {
	const auto is_letter = [](char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
	};
	return !name.empty() && !name.starts_with("__") && is_letter(name.front()) &&
	       std::all_of(name.begin(), name.end(),
			   [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

// Metrics of sessions have these of their own.
[[nodiscard]] inline bool is_metric_label(std::string_view name) {
	constexpr std::string_view taken[] = {"session",   "target", "iface", "hook",	"reason",
					      "direction", "side",   "le",    "verdict"};
	return std::find(std::begin(taken), std::end(taken), name) != std::end(taken);
}

} // namespace stamp::stats
