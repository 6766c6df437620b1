// SPDX-License-Identifier: Apache-2.0
#include "unit/tlv/rig.h"

using namespace stamp;
using namespace stamp::tlv::test;

TEST_CASE("types have the names of the table") {
	CHECK(tlv::name_of(4) == "class_of_service");
	CHECK(tlv::name_of(200) == "type_200");
	CHECK(tlv::find(200) == nullptr);
	CHECK(tlv::find(std::string_view("type_200")) == nullptr);
	CHECK(tlv::rows().size() == 12);
}

TEST_CASE("each type of the table can be asked for by its name") {
	for (const tlv::Row &row : tlv::rows()) {
		std::string text(row.name);
		text += text == "micro_session_id"  ? ":1"
			: text == "return_path"	    ? ":no-reply"
			: text == "reflect_control" ? ":100"
						    : "";
		CAPTURE(text);
		const auto request = tlv::parse_request(text);
		REQUIRE(request);
		CHECK(request->type == row.type);
		if (!request->is_open)
			CHECK(row.has_possible_length(
				static_cast<std::uint16_t>(request->value.size())));
		CHECK((row.kind->complete != nullptr || !request->is_open));
		CHECK((row.kind->account != nullptr || row.kind->changes == tlv::Changes::none));
	}
}

TEST_CASE("any type with any value") {
	CHECK(requests({"type=200:0aFF"}).front().type == 200);
	CHECK(value_of("type=200:0aFF") == "0aff");
	CHECK(value_of("type=200").empty());
	CHECK(value_of("type=254:00007a69") == "00007a69");
	CHECK(refusal("type=0:00").starts_with("'0' is not a number from 1 to 254"));
	CHECK(refusal("type=255:00").starts_with("'255' is not a number from 1 to 254"));
	CHECK(refusal("type=200:0") == "'0' is not pairs of hex digits");
	CHECK(refusal("type=200:0x") == "'0x' is not pairs of hex digits");
	CHECK(refusal("type=252:0000").starts_with("a private type begins with")); // S8972-23
	CHECK(refusal("locatoin").starts_with("'locatoin' is none of padding, location, "));
	CHECK(refusal("").starts_with("'' is none of padding"));
}
