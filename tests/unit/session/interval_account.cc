// SPDX-License-Identifier: Apache-2.0
#include "session/interval_account.h"

#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;
using session::IntervalAccount;

namespace {

stats::Packet packet(std::uint64_t seq, Duration rtt) {
	stats::Packet p;
	p.seq = seq;
	p.rtt = rtt;
	p.fwd = rtt / 2;
	return p;
}

stats::Summary whole(std::uint64_t sent, std::uint64_t received, std::uint64_t lost) {
	stats::Summary s;
	s.session = 7;
	s.sent = sent;
	s.received = received;
	s.lost = lost;
	return s;
}

} // namespace

TEST_CASE("an interval has its own counts and delays, and all of them add up") {
	IntervalAccount account;
	account.add(packet(0, 10ms));
	account.add(packet(1, 20ms));
	const auto first = account.take(whole(3, 2, 1), 1s);
	CHECK(first.session == 7);
	CHECK(first.duration == 1s);
	CHECK((first.sent == 3 && first.received == 2 && first.lost == 1));
	CHECK((first.rtt.n == 2 && first.rtt.min == 10ms && first.rtt.max == 20ms));
	CHECK(first.fwd.n == 2);
	CHECK(first.bwd.n == 0);

	account.add(packet(3, 30ms));
	const auto second = account.take(whole(5, 3, 1), 2s);
	CHECK((second.sent == 2 && second.received == 1 && second.lost == 0));
	CHECK((second.rtt.n == 1 && second.rtt.min == 30ms));
	const auto nothing = account.take(whole(5, 3, 1), 1s);
	CHECK((nothing.sent == 0 && nothing.received == 0 && nothing.rtt.n == 0));
}

TEST_CASE("directions are those of what was lost in the interval, and unknown where they are") {
	IntervalAccount account;
	CHECK_FALSE(account.take(whole(10, 8, 2), 1s).lost_fwd);
	stats::Summary s = whole(20, 15, 5);
	s.lost_fwd = 3; // two of them before this interval
	s.lost_bwd = 1;
	s.lost_unknown = 1;
	const auto interval = account.take(s, 1s);
	CHECK(interval.lost == 3);
	CHECK(*interval.lost_fwd + *interval.lost_bwd + *interval.lost_unknown == 3);
	s.lost_unknown = 0; // found out later
	s.lost_bwd = 2;
	const auto later = account.take(s, 1s);
	CHECK(later.lost == 0);
	CHECK((*later.lost_fwd == 0 && *later.lost_bwd == 0 && *later.lost_unknown == 0));
}
