// SPDX-License-Identifier: Apache-2.0
#include "http/accept.h"

#include <algorithm>
#include <cctype>

namespace stamp::http {
namespace {

constexpr int whole = 1000;

std::string_view trimmed(std::string_view text) {
	constexpr std::string_view space = " \t";
	const auto begin = text.find_first_not_of(space);
	if (begin == std::string_view::npos)
		return {};
	return text.substr(begin, text.find_last_not_of(space) - begin + 1);
}

// What stands before the next separator, which is taken off `text` with it.
std::string_view next_of(std::string_view &text, char separator) {
	const auto end = text.find(separator);
	const std::string_view part = text.substr(0, end);
	text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
	return trimmed(part);
}

bool is_same_word(std::string_view a, std::string_view b) {
	return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
		return std::tolower(static_cast<unsigned char>(x)) ==
		       std::tolower(static_cast<unsigned char>(y));
	});
}

// "1", "0.25": at most three digits behind the point. Whatever else it is counts as 1.
int thousandths(std::string_view text) {
	if (text.empty() || text.front() != '0')
		return whole;
	int value = 0, unit = whole / 10;
	for (const char c : text.substr(std::min<std::size_t>(text.size(), 2))) {
		if (c < '0' || c > '9')
			return whole;
		value += (c - '0') * unit;
		unit /= 10;
	}
	return value;
}

int quality_in(std::string_view parameters) {
	while (!parameters.empty()) {
		std::string_view value = next_of(parameters, ';');
		if (is_same_word(next_of(value, '='), "q"))
			return thousandths(trimmed(value));
	}
	return whole;
}

} // namespace

int quality_of(std::string_view header, std::string_view name) {
	while (!header.empty()) {
		std::string_view one = next_of(header, ',');
		if (is_same_word(next_of(one, ';'), name))
			return quality_in(one);
	}
	return 0;
}

} // namespace stamp::http
