// SPDX-License-Identifier: Apache-2.0
#include "render/json_writer.h"

#include <cmath>
#include <limits>
#include <string>

#include "support/catch.h"

using namespace stamp;
using stamp::render::JsonWriter;

namespace {

template <typename Value> std::string written(const Value &value) {
	JsonWriter w;
	w.element(value);
	std::string line = w.take_line();
	line.pop_back();
	return line;
}

} // namespace

TEST_CASE("commas stand between members and elements only") {
	JsonWriter w;
	w.open().close();
	CHECK(w.take_line() == "{}\n");

	w.open().field("a", 1).open("b").close().open("c", '[').element(1).element("x");
	w.open().field("d", true).close().open().close().open('[').close(']').close(']');
	w.field("e", false).close();
	CHECK(w.take_line() ==
	      "{\"a\":1,\"b\":{},\"c\":[1,\"x\",{\"d\":true},{},[]],\"e\":false}\n");
}

TEST_CASE("a text that ends like an open bracket does not swallow a comma") {
	JsonWriter w;
	w.open('[').element("{").element("[").element(":").element(2).close(']');
	CHECK(w.take_line() == "[\"{\",\"[\",\":\",2]\n");
}

TEST_CASE("numbers are whole where they are, and null where JSON has none") {
	CHECK(written(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
	CHECK(written(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
	CHECK(written(std::uint8_t{248}) == "248");
	CHECK(written(Duration{-5}) == "-5");
	CHECK(written(utc(1795414765511178887)) == "1795414765511178887");
	CHECK(written(0.02) == "0.02");
	CHECK(written(0.0) == "0");
	CHECK(written(1.0 / 3) == "0.3333333333333333");
	CHECK(written(std::nan("")) == "null");
	CHECK(written(std::numeric_limits<double>::infinity()) == "null");
	CHECK(written(std::optional<Duration>{}) == "null");
	CHECK(written(std::optional<Duration>{Duration{7}}) == "7");
}

TEST_CASE("text is escaped") {
	CHECK(written("plain / \u00b1 \U0001f600") == "\"plain / \u00b1 \U0001f600\"");
	CHECK(written("a\"b\\c\n\t\r") == "\"a\\\"b\\\\c\\n\\t\\r\"");
	CHECK(written(std::string("\0\x01\x1f\x7f", 4)) == "\"\\u0000\\u0001\\u001f\x7f\"");
	CHECK(written("\x1b[31m") == "\"\\u001b[31m\"");
}

TEST_CASE("what is no UTF-8 becomes U+FFFD") {
	CHECK(written("a\xff\xfez") == "\"a\ufffd\ufffdz\"");
	CHECK(written("\xe2\x82") == "\"\ufffd\"");
	CHECK(written("\xe2\x82\"") == "\"\ufffd\\\"\"");
	CHECK(written("\xed\xa0\x80") == "\"\ufffd\ufffd\ufffd\"");
}

TEST_CASE("a line can be taken in parts, wherever they are cut") {
	JsonWriter w;
	std::string line;
	const auto cut = [&] { line += w.take_part(); };
	w.open();
	cut();
	w.open("a", '[');
	cut();
	cut();
	w.element(1);
	cut();
	w.element(2).close(']');
	cut();
	w.field("b", true).close();
	CHECK(line + w.take_line() == "{\"a\":[1,2],\"b\":true}\n");
	CHECK(w.open().close().take_line() == "{}\n"); // and begins again
}
