// SPDX-License-Identifier: Apache-2.0
#include "render/json_writer.h"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "base/utf8.h"

namespace stamp::render {

namespace {

void append_escaped(std::string &out, unsigned char octet) {
	constexpr std::string_view hex = "0123456789abcdef";
	switch (octet) {
	case '"':
		out += "\\\"";
		return;
	case '\\':
		out += "\\\\";
		return;
	case '\n':
		out += "\\n";
		return;
	case '\t':
		out += "\\t";
		return;
	case '\r':
		out += "\\r";
		return;
	default:
		out += "\\u00";
		out += hex[octet >> 4];
		out += hex[octet & 15];
	}
}

} // namespace

JsonWriter &JsonWriter::open(char bracket) {
	separate();
	out_ += bracket;
	return *this;
}

JsonWriter &JsonWriter::open(std::string_view key, char bracket) {
	string(key);
	out_ += ':';
	return open(bracket);
}

JsonWriter &JsonWriter::close(char bracket) {
	out_ += bracket;
	return *this;
}

JsonWriter &JsonWriter::element(std::string_view value) {
	string(value);
	return *this;
}

JsonWriter &JsonWriter::element(double value) {
	if (!std::isfinite(value)) // JSON has no such number
		return raw("null");
	std::array<char, 32> digits; // to_chars needs 24 at most
	const auto [end, failure] = std::to_chars(digits.begin(), digits.end(), value);
	return raw({digits.data(), end});
}

std::string JsonWriter::take_line() {
	out_ += '\n';
	last_ = 0;
	return std::exchange(out_, {});
}

std::string JsonWriter::take_part() {
	last_ = out_.empty() ? last_ : out_.back();
	return std::exchange(out_, {});
}

void JsonWriter::separate() {
	constexpr std::string_view no_comma_after = "{[:";
	const char last = out_.empty() ? last_ : out_.back();
	if (last != 0 && no_comma_after.find(last) == std::string_view::npos)
		out_ += ',';
}

void JsonWriter::string(std::string_view text) {
	separate();
	out_ += '"';
	while (!text.empty()) {
		const Utf8 next = first_of_utf8(text);
		const auto octet = static_cast<unsigned char>(text[0]);
		if (!next.valid)
			out_ += replacement_character;
		else if (octet < 0x20 || octet == '"' || octet == '\\')
			append_escaped(out_, octet);
		else
			out_ += text.substr(0, next.octets);
		text.remove_prefix(next.octets);
	}
	out_ += '"';
}

JsonWriter &JsonWriter::raw(std::string_view text) {
	separate();
	out_ += text;
	return *this;
}

} // namespace stamp::render
