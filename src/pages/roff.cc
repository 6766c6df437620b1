// SPDX-License-Identifier: Apache-2.0
#include "pages/roff.h"

namespace stamp::pages {
namespace {

bool is_lower(char c) {
	return c >= 'a' && c <= 'z';
}

bool is_letter(char c) {
	return is_lower(c) || (c >= 'A' && c <= 'Z');
}

bool is_of_word(char c) {
	return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

std::string escaped(std::string_view text) {
	std::string out;
	for (const char c : text)
		out += c == '-'	   ? std::string("\\-")
		       : c == '\\' ? std::string("\\e")
				   : std::string(1, c);
	return out;
}

std::string in_font(char font, std::string_view text) {
	return std::string("\\f") + font + escaped(text) + "\\fR";
}

// The option that begins here: "--interval", or nothing.
std::string_view option_at(std::string_view text) {
	if (!text.starts_with("--") || text.size() < 3 || !is_lower(text[2]))
		return {};
	std::size_t size = 2;
	while (size < text.size() && is_of_word(text[size]))
		size++;
	return text.substr(0, size);
}

// Words in small letters are to be written as they stand, those in capitals stand for something.
std::string argument(std::string_view text) {
	std::string out;
	while (!text.empty()) {
		std::size_t size = 0;
		while (size < text.size() && is_of_word(text[size]))
			size++;
		if (size == 0) {
			out += escaped(text.substr(0, 1));
			text.remove_prefix(1);
			continue;
		}
		const std::string_view word = text.substr(0, size);
		out += in_font(is_lower(word.front()) ? 'B' : 'I', word);
		text.remove_prefix(size);
	}
	return out;
}

} // namespace

std::string roff_text(std::string_view text) {
	std::string out = text.starts_with('.') || text.starts_with('\'') ? "\\&" : "";
	bool in_word = false;
	while (!text.empty()) {
		const std::string_view option = in_word ? std::string_view{} : option_at(text);
		const std::string_view next = option.empty() ? text.substr(0, 1) : option;
		out += option.empty() ? escaped(next) : in_font('B', next);
		in_word = is_of_word(next.back());
		text.remove_prefix(next.size());
	}
	return out;
}

std::string roff_heading(const cli::Option &option) {
	std::string out;
	if (option.letter != '\0')
		out += in_font('B', std::string("-") + option.letter);
	if (!option.name.empty())
		out += (out.empty() ? "" : ", ") + in_font('B', "--" + option.name);
	if (!option.is_switch())
		out += " " + argument(option.argument);
	return out;
}

std::string sentence(std::string_view text) {
	std::string out(text);
	if (!out.empty() && is_lower(out.front()))
		out.front() = static_cast<char>(out.front() - 'a' + 'A');
	return out.ends_with('.') ? out : out + ".";
}

} // namespace stamp::pages
