// SPDX-License-Identifier: Apache-2.0
#include "app/inspect/tallies.h"

#include <cstring>

#include "support/catch.h"

using namespace stamp;

namespace {

stamp_published reported() {
	stamp_published p{};
	std::strcpy(p.target, "edge7.example.net");
	p.tally.sent = 9;
	p.tally.lost_forward = 1;
	p.tally.lost_backward = 2;
	p.tally.lost_unknown = 3;
	p.tally.implausible = 9;
	p.tally.unexpected[STAMP_U_FOREIGN_T1] = 10;
	p.tally.not_sent[STAMP_NOT_SENT_FILTERED] = 4;
	p.tally.not_sent[STAMP_NOT_SENT_NO_ROUTE] = 1;
	p.tally.route_changes = 2;
	p.tally.name_changes = 1;
	p.tally.output_dropped = 6;
	p.tally.lost = 7;
	p.tally.now_forward = 3;
	p.tally.minute = {2, 10, 20};
	p.tally.rtt.bin[22] = 4;
	p.tally.rtt.sum_ns = -5;
	p.tally.forward.bin[0] = 6;
	p.tally.backward.bin[1] = 7;
	p.tally.far_error_ns = 8;
	return p;
}

} // namespace

TEST_CASE("what is not known of a sender is absent") {
	const auto tally = app::tally_of(0, reported());
	CHECK(tally.session == 1);
	CHECK(tally.target == "edge7.example.net");
	CHECK(tally.sent == 9);
	CHECK(tally.settled_unknown == 3);
	CHECK(tally.implausible == 9);
	CHECK(tally.unexpected.at(STAMP_U_FOREIGN_T1) == 10);
	CHECK_FALSE(tally.settled_forward);
	CHECK_FALSE(tally.settled_backward);
	CHECK_FALSE(tally.forward);
	CHECK_FALSE(tally.backward);
	CHECK_FALSE(tally.far_error);
	CHECK(tally.lost == 7);
	CHECK_FALSE(tally.lost_fwd);
	CHECK_FALSE(tally.lost_unknown);
	CHECK(tally.not_sent == 5);
	CHECK(tally.not_sent_reasons.at(STAMP_NOT_SENT_FILTERED) == 4);
	CHECK((tally.route_changes == 2 && tally.name_changes == 1));
	CHECK(tally.output_dropped == 6);
	CHECK((tally.minute.n == 2 && tally.minute.p99 == Duration{20}));
	CHECK_FALSE(tally.whole.p50); // of nothing
	CHECK(tally.rtt.bin.back() == 4);
	CHECK(tally.rtt.sum == Duration{-5});
}

TEST_CASE("what is known of a sender is there") {
	stamp_published p = reported();
	p.tally.has_directions = p.tally.owd_valid = p.tally.has_far_error = 1;
	const auto tally = app::tally_of(4, p);
	CHECK(tally.session == 5);
	CHECK(tally.lost_fwd == 3);
	CHECK(tally.settled_forward == 1);
	CHECK(tally.settled_backward == 2);
	CHECK(tally.owd_valid);
	CHECK(tally.forward.value().bin[0] == 6);
	CHECK(tally.backward.value().bin[1] == 7);
	CHECK(tally.far_error == Duration{8});
}
