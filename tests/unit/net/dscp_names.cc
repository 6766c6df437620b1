// SPDX-License-Identifier: Apache-2.0
#include "net/dscp_names.h"

#include "support/catch.h"

using namespace stamp::net;

TEST_CASE("a DSCP is a number or a name of its RFC") {
	struct Row {
		const char *text;
		int value;
	};
	const Row rows[] = {{"0", 0},	  {"63", 63},	{"46", 46},   {"be", 0},    {"df", 0},
			    {"le", 1},	  {"ef", 46},	{"EF", 46},   {"va", 44},   {"cs0", 0},
			    {"cs1", 8},	  {"cs6", 48},	{"cs7", 56},  {"af11", 10}, {"af13", 14},
			    {"AF21", 18}, {"af33", 30}, {"af41", 34}, {"af43", 38}};
	for (const Row &row : rows) {
		CAPTURE(row.text);
		REQUIRE(parse_dscp(row.text));
		CHECK(*parse_dscp(row.text) == row.value);
	}
	for (const char *text : {"", "64", "-1", "0x2e", "cs8", "cs", "cs10", "af10", "af14",
				 "af51", "af1", "af111", "eff", "4 6"}) {
		CAPTURE(text);
		CHECK_FALSE(parse_dscp(text));
	}
}

TEST_CASE("an ECN codepoint is a number or a name of RFC 3168") {
	CHECK(*parse_ecn("0") == 0);
	CHECK(*parse_ecn("3") == 3);
	CHECK(*parse_ecn("not-ect") == 0);
	CHECK(*parse_ecn("ect1") == 1);
	CHECK(*parse_ecn("ECT0") == 2);
	CHECK(*parse_ecn("ce") == 3);
	for (const char *text : {"", "4", "-1", "ect", "ect(0)"})
		CHECK_FALSE(parse_ecn(text));
}
