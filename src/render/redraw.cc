// SPDX-License-Identifier: Apache-2.0
#include "render/redraw.h"

namespace stamp::render {

namespace {

constexpr std::string_view erase_line = "\033[K";
constexpr std::string_view bold = "\033[1m", red = "\033[31m", normal = "\033[0m";

// Erased before, not after: a full line leaves the cursor on its last character.
void append_line(std::string &out, const Line &line) {
	out += erase_line;
	if (line.look != Look::plain)
		out += line.look == Look::title ? bold : red;
	out += line.text;
	if (line.look != Look::plain)
		out += normal;
	out += '\n';
}

} // namespace

std::string up(std::size_t lines) {
	return lines == 0 ? "\r" : "\r\033[" + std::to_string(lines) + "A";
}

std::string painted(const std::vector<Line> &lines) {
	std::string out;
	for (const Line &line : lines)
		append_line(out, line);
	return out;
}

} // namespace stamp::render
