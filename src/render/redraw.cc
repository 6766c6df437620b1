// SPDX-License-Identifier: Apache-2.0
#include "render/redraw.h"

#include <algorithm>

#include "base/plain_text.h"
#include "render/fold.h"

namespace stamp::render {

namespace {

constexpr std::string_view erase_line = "\033[K";
constexpr std::string_view bold = "\033[1m", red = "\033[31m", normal = "\033[0m";

// Erased before, not after: a full line leaves the cursor on its last character.
void append_line(std::string &out, const Line &line, bool colours) {
	const bool painted = colours && line.look != Look::plain;
	out += erase_line;
	if (painted)
		out += line.look == Look::title ? bold : red;
	out += plain_text(line.text);
	if (painted)
		out += normal;
	out += '\n';
}

} // namespace

std::string up(std::size_t lines) {
	return lines == 0 ? "\r" : "\r\033[" + std::to_string(lines) + "A";
}

std::size_t rows_of(const std::vector<Line> &lines, std::size_t width) {
	if (width == 0)
		return lines.size();
	std::size_t rows = 0;
	for (const Line &line : lines)
		rows += std::max<std::size_t>((columns(line.text) + width - 1) / width, 1);
	return rows;
}

std::string painted(const std::vector<Line> &lines, bool colours) {
	std::string out;
	for (const Line &line : lines)
		append_line(out, line, colours);
	return out;
}

} // namespace stamp::render
