// SPDX-License-Identifier: Apache-2.0
#include "render/names.h"

#include "support/catch.h"
#include "support/counts.h"

using namespace stamp;
using namespace stamp::render;

TEST_CASE("every enumerator of a report has its name") {
	using State = stats::PinnedReflector::State;
	CHECK(std::string(name_of(State::attached)) == "attached");
	CHECK(std::string(name_of(State::detached)) == "detached");
	CHECK(std::string(name_of(State::moved)) == "moved");
	CHECK(std::string(name_of(State::unfinished)) == "unfinished");
	CHECK(std::string(name_of(STAMP_ROLE_SENDER)) == "sender");
	CHECK(std::string(name_of(STAMP_ROLE_REFLECTOR)) == "reflector");
	CHECK(std::string(name_of(STAMP_FORMAT_NTP)) == "ntp");
	CHECK(std::string(name_of(STAMP_FORMAT_PTP)) == "ptp");
	CHECK(std::string(source_name(true)) == "hw");
	CHECK(std::string(source_name(false)) == "sw");
	CHECK(std::string(name_of(STAMP_NOT_SENT_LINK_DOWN)) == "link_down");
	CHECK(std::string(name_of(STAMP_NOT_SENT_OTHER)) == "other");
}

TEST_CASE("counters have the names of their rows; what goes on is no row") {
	const auto verdicts = named_verdicts(test::counted<stats::Verdicts>(
		{{STAMP_V_GO_ON, 9}, {STAMP_V_NOT_STAMP, 1}, {STAMP_V_FURTHER, 2}}));
	REQUIRE(verdicts.size() == STAMP_V_COUNT - 1);
	CHECK((verdicts.front().name == std::string("not_stamp") && verdicts.front().count == 1));
	CHECK((verdicts.back().name == std::string("further") && verdicts.back().count == 2));
	CHECK(named_tlv_notes({}).size() == STAMP_TLV_NOTES_COUNT);
	CHECK(named_hardware_times({}).front().name == std::string("used"));
	CHECK(named_unexpected({}).size() == STAMP_U_COUNT);
}
