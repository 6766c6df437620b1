// SPDX-License-Identifier: Apache-2.0
#include "http/yaml_file.h"

#include "support/catch.h"

using namespace stamp;

TEST_CASE("tables of tables, with the place of each key") {
	const auto read =
		http::read_yaml("web.yml", "# comment\na:\n  b: \"c d\"\n  e: {f: 1}\ng:\n");
	REQUIRE(read);
	REQUIRE(read->size() == 2);
	const http::YamlEntry &a = read->front();
	CHECK(a.at == "web.yml:2:1");
	REQUIRE(a.entries.size() == 2);
	CHECK(a.entries[0].at == "web.yml:3:3");
	CHECK(a.entries[0].text == "c d");
	CHECK(a.entries[1].entries.at(0).text == "1");
	CHECK((read->back().key == "g" && !read->back().is_table && read->back().text.empty()));
	CHECK(http::read_yaml("web.yml", "")->empty());
}

TEST_CASE("what is no table of texts is an error with its place") {
	const auto error_of = [](const std::string &text) {
		const auto read = http::read_yaml("web.yml", text);
		return read ? std::string("none") : read.error().text();
	};
	CHECK(error_of("- a\n- b\n") == "web.yml:1:1: a table is wanted");
	CHECK(error_of("a:\n - b\n") == "web.yml:2:2: a table is wanted");
	CHECK(error_of("[x]: y\n") == "web.yml:1:1: a key is a text");
	CHECK(error_of("a: [\n").starts_with("web.yml:2:1: "));
	CHECK(error_of("{a: {b: {c: {d: {e: {f: {g: {h: {i: 1}}}}}}}}}")
		      .ends_with("a table is wanted"));
}
