// SPDX-License-Identifier: Apache-2.0
#include "stats/loss.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "support/catch.h"

using stamp::stats::DirectionalLoss;

namespace {

using Answers = std::vector<std::pair<std::uint64_t, std::uint32_t>>; // request, reply number

struct Counts {
	std::uint64_t forward, backward, unknown;
	bool operator==(const Counts &) const = default;
};

std::ostream &operator<<(std::ostream &out, const Counts &c) {
	return out << c.forward << " " << c.backward << " " << c.unknown;
}

// Answers in the order of arrival, all in time, of `sent` requests.
class Session {
public:
	explicit Session(const Answers &answers = {}) { take(answers); }

	int take(const Answers &answers) {
		int restarts = 0;
		for (const auto &[seq, number] : answers)
			restarts += loss.answered(seq, number) ? 1 : 0;
		taken_ += answers.size();
		return restarts;
	}
	[[nodiscard]] Counts of(std::uint64_t sent) const {
		const auto split = loss.split(sent - taken_, sent);
		return {split.forward, split.backward, split.unknown};
	}

	DirectionalLoss loss;

private:
	std::uint64_t taken_ = 0;
};

// Requests first..last, the first of them answered under `number`.
Answers run(std::uint64_t first, std::uint64_t last, std::uint32_t number) {
	Answers answers;
	for (std::uint64_t seq = first; seq <= last; seq++)
		answers.emplace_back(seq, number++);
	return answers;
}

} // namespace

TEST_CASE("S8762-20: a request without a number was lost forward, a missing number backward") {
	CHECK(Session({{0, 0}, {1, 1}, {2, 2}}).of(3) == Counts{0, 0, 0});
	CHECK(Session({{0, 0}, {2, 1}, {3, 2}}).of(4) == Counts{1, 0, 0});
	CHECK(Session({{0, 0}, {2, 2}, {3, 3}}).of(4) == Counts{0, 1, 0});
	CHECK(Session({{0, 0}, {4, 2}, {9, 5}}).of(10) == Counts{4, 3, 0});
}

TEST_CASE("loss before the first answer: a count that began with the session tells it") {
	CHECK(Session({{3, 0}, {4, 1}}).of(5) == Counts{3, 0, 0});
	CHECK(Session({{3, 3}, {4, 4}}).of(5) == Counts{0, 3, 0});
	CHECK(Session({{3, 1}, {4, 2}}).of(5) == Counts{2, 1, 0});
}

TEST_CASE("loss before the first answer of an older count has no direction") {
	CHECK(Session({{3, 1000}, {5, 1001}, {7, 1003}}).of(8) == Counts{1, 1, 3});
}

TEST_CASE("loss behind the last answer has no direction until one more comes") {
	Session session({{0, 0}, {1, 1}});
	CHECK(session.of(4) == Counts{0, 0, 2});
	session.take({{4, 2}});
	CHECK(session.of(5) == Counts{2, 0, 0});
	CHECK(Session().of(5) == Counts{0, 0, 5});
	CHECK(Session().of(0) == Counts{0, 0, 0});
}

TEST_CASE("what is in flight is not lost yet") {
	Session session({{0, 0}, {9, 3}});
	const auto split = session.loss.split(1, 2); // of 1..8 one is given up
	CHECK(split.forward + split.backward + split.unknown == 1);
	CHECK(session.loss.split(0, 1).forward == 0);
}

TEST_CASE("a late answer is lost, but not on its way there") {
	DirectionalLoss loss;
	for (const std::uint64_t seq : {0u, 2u, 1u})
		loss.answered(seq, static_cast<std::uint32_t>(seq));
	const auto split = loss.split(1, 3);
	CHECK(split.forward == 0);
	CHECK(split.backward == 1);
}

TEST_CASE("reordering there and back does not move loss into the other direction") {
	// 2 overtakes 1 on the way there; 4 is lost there, the reply to 6 back.
	CHECK(Session({{0, 0}, {2, 1}, {1, 2}, {3, 3}, {5, 4}, {7, 6}}).of(8) == Counts{1, 1, 0});
	// The same, and replies overtake each other.
	Session session({{2, 1}, {0, 0}, {5, 4}, {1, 2}, {7, 6}, {3, 3}});
	CHECK(session.of(8) == Counts{1, 1, 0});
	CHECK(session.take({{8, 7}}) == 0);
}

TEST_CASE("a request that was doubled on its way there takes two numbers") {
	Session session({{0, 0}, {1, 1}});
	session.loss.duplicate(1, 2);
	session.take({{3, 3}, {4, 4}});
	CHECK(session.of(5) == Counts{1, 0, 0});
	session.loss.duplicate(4, 4); // a copy made on the way back
	CHECK(session.of(5) == Counts{1, 0, 0});
	session.loss.duplicate(4, 5);
	session.loss.duplicate(4, 5);
	CHECK(session.of(5) == Counts{1, 0, 0});
}

TEST_CASE("T-24: a reflector is stateful as soon as a reply has another number than its request") {
	DirectionalLoss loss;
	loss.answered((std::uint64_t{1} << 32) + 5, 5);
	loss.answered((std::uint64_t{1} << 32) + 7, 7);
	CHECK_FALSE(loss.is_stateful());
	SECTION("an answer") {
		loss.answered((std::uint64_t{1} << 32) + 8, 7);
	}
	SECTION("a duplicate") {
		loss.duplicate((std::uint64_t{1} << 32) + 7, 8);
	}
	CHECK(loss.is_stateful());
	loss.answered((std::uint64_t{1} << 32) + 9, 9);
	CHECK(loss.is_stateful());
}

TEST_CASE("both numbers wrap") {
	const std::uint64_t wrap = std::uint64_t{1} << 32;
	Session session;
	for (std::uint64_t seq = 0; seq < wrap + 4096; seq += 1 << 26) // coarse: all below are lost
		session.loss.answered(seq, static_cast<std::uint32_t>(seq));
	CHECK(session.loss.answered(wrap + 4097, 4096) == false);
	const auto split = session.loss.split(1, wrap + 4098);
	CHECK(split.forward == 1);
	CHECK(split.unknown == 0);
}

TEST_CASE("a restart is reported once, and what is lost around it has no direction") {
	Session session(run(0, 99, 0));
	CHECK(session.take({{105, 0}}) == 1); // five requests met nobody
	CHECK(session.take(run(106, 110, 1)) == 0);
	CHECK(session.of(111) == Counts{0, 0, 5});
	CHECK(session.take({{113, 7}}) == 0); // one lost there, one back
	CHECK(session.of(114) == Counts{1, 1, 5});
	CHECK(session.take({{120, 0}}) == 1);
	CHECK(session.take({{121, 1}}) == 0);
	CHECK(session.of(122) == Counts{1, 1, 11});
	CHECK(session.take({{130, 0}}) == 1);
	CHECK(session.of(131) == Counts{1, 1, 19});
}

TEST_CASE("a restart after one reply is one") {
	Session session(run(0, 0, 0));
	CHECK(session.take({{1, 0}}) == 1);
	CHECK(session.of(2) == Counts{0, 0, 0});
	CHECK(session.take({{2, 0}, {3, 0}}) == 0); // it does not count at all: reported once
}

TEST_CASE("the first replies after a restart are lost: their numbers were taken") {
	Session session(run(0, 99, 0));
	CHECK(session.take({{105, 2}}) == 1);
	CHECK(session.of(106) == Counts{0, 2, 3});
}

TEST_CASE("stragglers from before a restart belong to the count before") {
	Session session(run(0, 98, 0));
	CHECK(session.take({{105, 0}}) == 1);
	CHECK(session.take({{100, 100}, {99, 99}}) == 0);
	CHECK(session.of(106) == Counts{0, 0, 4});
	CHECK(session.take(run(106, 300, 1)) == 0); // past the former numbers
	CHECK(session.of(301) == Counts{0, 0, 4});
}

TEST_CASE("a count far ahead begins again: after 2^16 replies, and after 2^31") {
	for (const std::uint32_t number : {70'000u, 3'000'000'000u, 4'294'967'290u}) {
		CAPTURE(number);
		Session session(run(0, 9, number));
		CHECK(session.take({{10, 0}}) == 1);
		CHECK(session.take(run(11, 200, 1)) == 0);
		CHECK(session.of(201) == Counts{0, 0, 0});
	}
}

TEST_CASE("an older count begins again with numbers that were not seen yet") {
	Session session(run(0, 9, 1000));
	CHECK(session.take(run(12, 20, 0)) == 0); // may still be reordering
	CHECK(session.of(23) == Counts{0, 0, 4}); // so this has no direction
	CHECK(session.take(run(21, 80, 9)) == 1);
	CHECK(session.of(81) == Counts{0, 0, 2});
}

TEST_CASE("requests that overtake many others are no restart") {
	Session session({{0, 60}, {70, 20}, {71, 21}, {72, 65}, {73, 66}});
	CHECK(session.take(run(74, 400, 67)) == 0);
}

TEST_CASE("a request that never left is lost in no direction, whenever that is found out") {
	// Of 0..9, 3 to 5 never left; the answer to 8 is lost on its way back.
	const Answers answers{{0, 0}, {1, 1}, {2, 2}, {6, 3}, {7, 4}, {9, 6}};
	for (const std::size_t reported_after : {std::size_t{3}, answers.size()}) {
		DirectionalLoss loss;
		for (std::size_t i = 0; i < answers.size(); i++) {
			if (i == reported_after)
				for (const std::uint64_t seq : {3u, 4u, 5u})
					loss.absent(seq);
			loss.answered(answers[i].first, answers[i].second);
		}
		if (reported_after == answers.size())
			for (const std::uint64_t seq : {3u, 4u, 5u})
				loss.absent(seq);
		const auto split = loss.split(1, 10);
		CHECK((split.forward == 0 && split.backward == 1 && split.unknown == 0));
	}
}

TEST_CASE("requests that never left before the first answer and behind the last are no loss") {
	DirectionalLoss loss;
	for (const std::uint64_t seq : {0u, 1u})
		loss.absent(seq);
	loss.answered(2, 0);
	loss.answered(3, 1);
	for (const std::uint64_t seq : {4u, 6u})
		loss.absent(seq);
	const auto split = loss.split(1, 7); // 5, of which nothing is known
	CHECK((split.forward == 0 && split.backward == 0 && split.unknown == 1));
}
