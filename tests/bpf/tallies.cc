// SPDX-License-Identifier: Apache-2.0
// What a sender tells, through the memory of a map.
#include "bpf/pin/tallies.h"

#include <atomic>
#include <thread>

#include "bpf/rows.h"

using namespace stamp;

namespace {

// Every word the same, so that a torn one shows.
stamp_tally all_of(__u64 value) {
	stamp_tally tally{};
	tally.sent = tally.received = tally.lost_unknown = tally.rtt.bin[22] = value;
	tally.backward.bin[0] = tally.forward.bin[22] = value;
	tally.clock_error_ns = static_cast<__s64>(value);
	return tally;
}

bool is_all_of(const stamp_tally &tally, __u64 value) {
	return tally.sent == value && tally.received == value && tally.lost_unknown == value &&
	       tally.rtt.bin[22] == value && tally.backward.bin[0] == value &&
	       tally.forward.bin[22] == value && tally.clock_error_ns == static_cast<__s64>(value);
}

} // namespace

TEST_CASE("a target is shown once something was written, under its name and number") {
	auto tallies = bpf::Tallies::create(3);
	REQUIRE(tallies);
	session::TallyBoard &board = tallies->board();
	board.begin(0, "a.example");
	board.begin(1, std::string(300, 'x'));
	board.begin(2, "192.0.2.2");
	CHECK(board.read().empty());
	board.write(1, all_of(7));
	board.write(2, all_of(8));
	const auto all = board.read();
	REQUIRE(all.size() == 2);
	CHECK(all[0].first == 1);
	CHECK(all[0].second.target == std::string(STAMP_TARGET_OCTETS - 1, 'x'));
	CHECK(is_all_of(all[0].second.tally, 7));
	CHECK(all[1].first == 2);
	CHECK(all[1].second.target == std::string("192.0.2.2"));
}

TEST_CASE("a reader sees no tally that is half written") {
	auto tallies = bpf::Tallies::create(1);
	REQUIRE(tallies);
	session::TallyBoard &board = tallies->board();
	board.write(0, all_of(1));
	std::atomic<bool> ended = false;
	std::thread writer([&] {
		for (__u64 value = 2; value < 300'000; value++)
			board.write(0, all_of(value));
		ended = true;
	});
	int torn = 0, seen = 0;
	while (!ended)
		for (const auto &[index, published] : board.read()) {
			seen++;
			torn += !is_all_of(published.tally, published.tally.sent);
		}
	writer.join();
	CHECK(torn == 0);
	CHECK(seen > 0);
	CHECK(is_all_of(board.read().at(0).second.tally, 299'999));
}

TEST_CASE("what is not there is reported as such") {
	const auto none = bpf::Tallies::open("/sys/fs/bpf/stamp-no-such-directory");
	REQUIRE_FALSE(none);
	CHECK(none.error().code == ENOENT);
}
