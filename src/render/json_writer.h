// SPDX-License-Identifier: Apache-2.0
// Builds one line of JSON (RFC 8259). The caller keeps the nesting right; commas, quotes and
// escapes are kept right here.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "time/clock.h"

namespace stamp::render {

class JsonWriter {
public:
	// An object or array: the outermost, an element of an array, or the member `key`.
	JsonWriter &open(char bracket = '{');
	JsonWriter &open(std::string_view key, char bracket = '{');
	JsonWriter &close(char bracket = '}');

	// A member of an object.
	template <typename Value> JsonWriter &field(std::string_view key, const Value &value) {
		string(key);
		out_ += ':';
		return element(value);
	}
	// An element of an array. An absent optional is null.
	JsonWriter &element(std::string_view value);
	JsonWriter &element(const char *value) { return element(std::string_view{value}); }
	JsonWriter &element(const std::string &value) { return element(std::string_view{value}); }
	JsonWriter &element(bool value) { return raw(value ? "true" : "false"); }
	JsonWriter &element(std::integral auto value) { return raw(std::to_string(value)); }
	JsonWriter &element(double value); // the shortest form that reads back the same
	JsonWriter &element(Duration value) { return element(value.count()); } // ns
	JsonWriter &element(UtcTime value) { return element(ns(value)); }      // Unix ns
	template <typename Value> JsonWriter &element(const std::optional<Value> &value) {
		return value ? element(*value) : raw("null");
	}

	// What was built and an end of line; the writer is empty again.
	[[nodiscard]] std::string take_line();
	// What was built so far, of a line that goes on.
	[[nodiscard]] std::string take_part();
	[[nodiscard]] std::size_t size() const { return out_.size(); }

private:
	void separate();
	void string(std::string_view text);
	JsonWriter &raw(std::string_view text);

	std::string out_;
	char last_ = 0; // of the parts that were taken
};

} // namespace stamp::render
