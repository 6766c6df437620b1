// SPDX-License-Identifier: Apache-2.0
#include "render/plot.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "render/duration.h"

namespace stamp::render {

namespace {

constexpr std::size_t label_width = 10; // a duration and a blank in front of it
constexpr std::size_t least_width = 50; // leaves a bar next to a count of 20 digits

std::string right(const std::string &text, std::size_t width) {
	return std::string(text.size() < width ? width - text.size() : 0, ' ') + text;
}

// In proportion to the fullest bin; whatever is there is seen.
std::size_t bar_length(std::uint64_t count, std::uint64_t most, std::size_t width) {
	if (count == 0)
		return 0;
	const double share = static_cast<double>(count) / static_cast<double>(most);
	const auto length = static_cast<std::size_t>(share * static_cast<double>(width) + 0.5);
	return std::max<std::size_t>(length, 1);
}

} // namespace

void plot(Outlet &out, std::string_view title, const std::vector<stats::Bin> &bins,
	  std::size_t width) {
	if (bins.empty())
		return;

	std::uint64_t most = 1;
	for (const stats::Bin &bin : bins)
		most = std::max(most, bin.count);
	const std::size_t count_width = std::max<std::size_t>(std::to_string(most).size(), 7) + 1;
	const std::size_t bar_width =
		std::max(width, least_width) - 2 * label_width - count_width - 1;

	std::string text(title);
	text += "\n" + right("from", label_width) + right("below", label_width) +
		right("packets", count_width) + "\n";
	for (const stats::Bin &bin : bins) {
		text += right(format_duration(bin.from), label_width) +
			right(bin.to ? format_duration(*bin.to) : "...", label_width) +
			right(std::to_string(bin.count), count_width);
		if (bin.count != 0)
			text += " " + std::string(bar_length(bin.count, most, bar_width), '#');
		text += "\n";
	}
	out.write_surely(text);
}

} // namespace stamp::render
