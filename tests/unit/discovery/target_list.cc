// SPDX-License-Identifier: Apache-2.0
#include "discovery/target_list.h"

#include "support/catch.h"

using namespace stamp;
using discovery::read_target_list;

namespace {

std::string error_of(const std::string &text) {
	const auto read = read_target_list(text, "a.json");
	return read ? "none" : read.error().text();
}

} // namespace

TEST_CASE("targets of all groups, in their order, with the labels of their group") {
	const auto read = read_target_list(R"([
		{"targets": ["a.example:862", "[2001:db8::1]:20000", "192.0.2.1"],
		 "labels": {"site": "lon", "__meta_x": "dropped", "class": "ef"}},
		{"targets": ["b.example"]}, {"targets": [], "labels": {}}])",
					   "a.json");
	REQUIRE(read);
	REQUIRE(read->size() == 4);
	CHECK((*read)[0].host.text() == "a.example:862");
	CHECK((*read)[1].host.text() == "[2001:db8::1]:20000");
	CHECK((*read)[2].host.text() == "192.0.2.1");
	CHECK((*read)[2].labels == stats::Labels{{"class", "ef"}, {"site", "lon"}});
	CHECK((*read)[3].labels.empty());
	CHECK(read_target_list("[]", "a.json")->empty());
}

TEST_CASE("labels that metrics have are called as Prometheus calls them then") {
	const auto read = read_target_list(
		R"([{"targets": ["a"], "labels": {"target": "x", "iface": "y"}}])", "a.json");
	REQUIRE(read);
	CHECK(read->front().labels ==
	      stats::Labels{{"exported_iface", "y"}, {"exported_target", "x"}});
}

TEST_CASE("what is no JSON has its line and column") {
	CHECK(error_of("") == "a.json:1:1: this is no JSON");
	CHECK(error_of("[\n  {\"targets\": [}]") == "a.json:2:16: this is no JSON");
	CHECK(error_of("[] x") == "a.json:1:4: this is no JSON");
	CHECK(error_of("[{\"targets\": [\"a\"],}]") == "a.json:1:20: this is no JSON");
}

TEST_CASE("what is no list of targets has its group") {
	CHECK(error_of("{}") == "a.json: a list of groups is wanted");
	CHECK(error_of("null") == "a.json: a list of groups is wanted");
	CHECK(error_of("[1]") == "a.json: group 1: an object with targets and labels is wanted");
	CHECK(error_of(R"([{"targets": []}, {}])") ==
	      "a.json: group 2: targets is a list of texts");
	CHECK(error_of(R"([{"targets": "a"}])") == "a.json: group 1: targets is a list of texts");
	CHECK(error_of(R"([{"targets": [null]}])") ==
	      "a.json: group 1: targets is a list of texts");
	CHECK(error_of(R"([{"targets": [], "label": {}}])") ==
	      "a.json: group 1: 'label' is neither targets nor labels");
	CHECK(error_of(R"([{"targets": [], "labels": []}])") ==
	      "a.json: group 1: labels is an object of texts");
	CHECK(error_of(R"([{"targets": [], "labels": {"a": 1}}])") ==
	      "a.json: group 1: label a is no text");
	CHECK(error_of(R"([{"targets": [], "labels": {"a-b": ""}}])") ==
	      "a.json: group 1: 'a-b' is no name of a label");
	CHECK(error_of(R"([{"targets": ["a:70000"]}])").find("1 to 65535") != std::string::npos);
	CHECK(error_of(R"([{"targets": [""]}])").find("no host") != std::string::npos);
}

TEST_CASE("however deep it is, it is read or refused") {
	CHECK(error_of(std::string(100'000, '[')).find("no JSON") != std::string::npos);
	CHECK(error_of(std::string(100'000, '[') + std::string(100'000, ']')) ==
	      "a.json: group 1: an object with targets and labels is wanted");
}
