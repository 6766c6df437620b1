// SPDX-License-Identifier: Apache-2.0
#include "stats/counts.h"

#include "support/catch.h"
#include "support/counts.h"

using namespace stamp;
using stats::Counts;

namespace {

Counts counts() {
	Counts c;
	c.sent = 10;
	c.received = 8;
	c.lost = 2;
	c.not_sent = 3;
	c.not_sent_reasons = test::counted<stats::NotSent>(
		{{STAMP_NOT_SENT_NO_ROUTE, 1}, {STAMP_NOT_SENT_FILTERED, 2}});
	c.duplicate = 4;
	c.reordered = 5;
	c.late = 6;
	return c;
}

} // namespace

TEST_CASE("the loss ratio is of what is decided, and of nothing there is none") {
	CHECK(stats::loss_ratio(counts()) == 0.2);
	Counts nothing;
	nothing.sent = 7;
	CHECK_FALSE(stats::loss_ratio(nothing));
}

TEST_CASE("counts of several targets: directions are known if those of all are") {
	Counts sum = counts(), more = counts();
	sum.lost_fwd = more.lost_fwd = 1;
	sum.lost_bwd = 1;
	stats::add(sum, more);
	CHECK((sum.sent == 20 && sum.received == 16 && sum.lost == 4));
	CHECK((sum.duplicate == 8 && sum.reordered == 10 && sum.late == 12));
	CHECK(sum.not_sent == 6);
	CHECK(sum.not_sent_reasons ==
	      test::counted<stats::NotSent>(
		      {{STAMP_NOT_SENT_NO_ROUTE, 2}, {STAMP_NOT_SENT_FILTERED, 4}}));
	CHECK(sum.lost_fwd == 2);
	CHECK_FALSE(sum.lost_bwd);
	Counts empty;
	stats::add(empty, more);
	CHECK(empty.not_sent_reasons == more.not_sent_reasons);
}

TEST_CASE("what is new since then, with its reasons") {
	Counts now = counts();
	now.sent += 5;
	now.received += 5;
	now.late += 1;
	now.not_sent += 2;
	now.not_sent_reasons[STAMP_NOT_SENT_FILTERED] += 2;
	const Counts news = stats::since(counts(), now);
	CHECK((news.sent == 5 && news.received == 5 && news.lost == 0 && news.late == 1));
	CHECK((news.duplicate == 0 && news.reordered == 0));
	CHECK(news.not_sent == 2);
	CHECK(news.not_sent_reasons ==
	      test::counted<stats::NotSent>(
		      {{STAMP_NOT_SENT_NO_ROUTE, 0}, {STAMP_NOT_SENT_FILTERED, 2}}));
	CHECK_FALSE(news.lost_fwd);
	CHECK(stats::since({}, now).not_sent_reasons == now.not_sent_reasons);
}

TEST_CASE("directions of what is new add up to what was lost in it") {
	Counts before = counts(), now = counts();
	now.lost += 3;
	now.lost_fwd = 4; // two of them of before
	now.lost_bwd = 1;
	now.lost_unknown = 0;
	const Counts news = stats::since(before, now);
	CHECK((news.lost == 3 && news.lost_fwd == 3 && news.lost_bwd == 0));
	CHECK(news.lost_unknown == 0);
}
