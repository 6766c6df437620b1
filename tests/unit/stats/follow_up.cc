// SPDX-License-Identifier: Apache-2.0
#include "stats/follow_up.h"
#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;

namespace {
constexpr UtcTime start{1'767'225'600s};
}

TEST_CASE("Follow-Up corrects T3 of the reply it names (S8972-21)") {
	stats::FollowUps all;
	all.reply(6, start);
	all.reply(7, start + 1s);
	CHECK(all.correct(7, start + 1s + 30us, 2) == 30us);
	CHECK(all.correct(6, start + 10us, 2) == 10us);
	CHECK_FALSE(all.correct(6, start + 10us, 2)); // a reply is corrected once
	CHECK_FALSE(all.correct(5, start, 2));	      // did not come in
	const auto report = all.report();
	CHECK(report.corrected == 2);
	CHECK(report.mean == 20us);
	CHECK(report.max == 30us);
	CHECK(report.method == 2);
}

TEST_CASE("a reply that came in too long ago is not corrected") {
	stats::FollowUps all;
	all.reply(1, start);
	all.reply(1 + stats::FollowUps::remembered, start + 1s);
	CHECK_FALSE(all.correct(1, start, 1));
	CHECK(all.report().corrected == 0);
	CHECK_FALSE(all.report().mean);
}

TEST_CASE("corrections by decades are added up without overflow") {
	constexpr Duration decades = std::chrono::hours{24 * 365 * 100};
	stats::FollowUps all;
	for (std::uint32_t seq = 0; seq < 5; seq++) {
		all.reply(seq, start);
		CHECK(all.correct(seq, start + decades, 2) == decades);
	}
	CHECK(all.report().mean == decades);
	all.reply(5, UtcTime::min());
	CHECK(all.correct(5, UtcTime::max(), 2) == Duration::max());
}
