// SPDX-License-Identifier: Apache-2.0
#include "session/tally_board.h"

#include <string>
#include <vector>

#include "support/catch.h"

using namespace stamp;
using session::TallyBoard;

namespace {

stamp_tally tally_of(__u64 sent) {
	stamp_tally tally{};
	tally.sent = sent;
	return tally;
}

} // namespace

TEST_CASE("a board in plain memory shows each target under its place and name") {
	std::vector<stamp_published> memory(3);
	TallyBoard board(memory);
	board.begin(0, "a.example");
	board.begin(1, std::string(300, 'x'));
	board.begin(2, "192.0.2.2");
	CHECK(board.read().empty());
	board.write(1, tally_of(7));
	board.write(2, tally_of(8));
	const auto all = TallyBoard(memory).read(); // as another process has it
	REQUIRE(all.size() == 2);
	CHECK(all[0].first == 1);
	CHECK(all[0].second.target == std::string(STAMP_TARGET_OCTETS - 1, 'x'));
	CHECK(all[0].second.tally.sent == 7);
	CHECK(all[1].second.target == std::string("192.0.2.2"));
}

TEST_CASE("a target that has ended is not read, nor does the next one have its counts") {
	std::vector<stamp_published> memory(1);
	TallyBoard board(memory);
	board.begin(0, "a.example");
	board.write(0, tally_of(7));
	board.end(0);
	CHECK(board.read().empty());
	board.begin(0, "b");
	CHECK(board.read().empty());
	board.write(0, tally_of(1));
	const auto all = board.read();
	REQUIRE(all.size() == 1);
	CHECK(all[0].second.target == std::string("b"));
	CHECK(all[0].second.tally.sent == 1);
}

TEST_CASE("an element whose writer died in the middle of it is left out") {
	std::vector<stamp_published> memory(2);
	TallyBoard board(memory);
	board.write(0, tally_of(7));
	board.write(1, tally_of(8));
	memory[0].changes++; // odd
	const auto all = board.read();
	REQUIRE(all.size() == 1);
	CHECK(all[0].first == 1);
}
