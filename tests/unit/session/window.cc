// SPDX-License-Identifier: Apache-2.0
#include "session/window.h"

#include <vector>

#include "stamp/limits.h"
#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;
using session::Arrival;
using session::Departure;
using session::Window;

namespace {

constexpr MonoTime start{1h};

// Sends `n` requests, one every millisecond.
void send(Window &window, int n, MonoTime first = start) {
	for (int i = 0; i < n; i++)
		window.sent(first + i * 1ms);
}

std::vector<std::uint64_t> expired(Window &window, MonoTime horizon) {
	std::vector<std::uint64_t> all;
	while (const auto oldest = window.overdue(horizon)) {
		window.lose_oldest();
		all.push_back(oldest->seq);
	}
	return all;
}

// Returns the request that was given up for it.
std::optional<std::uint64_t> send_one(Window &window) {
	const auto displaced = window.displaced();
	if (displaced)
		window.lose_oldest();
	window.sent(start);
	return displaced ? std::optional(displaced->seq) : std::nullopt;
}

Arrival arrival(Window &window, std::uint32_t seq, bool in_time = true) {
	return window.answered(seq, in_time).arrival;
}

} // namespace

TEST_CASE("S8762-03: the first request of a session is number 0, the next one 1") {
	Window window(16);
	CHECK(window.next() == 0);
	window.sent(start);
	CHECK(window.next() == 1);
	CHECK(window.in_flight() == 1);
	CHECK(window.lost() == 0);
}

TEST_CASE("nothing was sent: every reply is unexpected") {
	Window window(16);
	for (const std::uint32_t seq : {0u, 1u, 0x7fffffffu, 0x80000000u, 0xffffffffu})
		CHECK(arrival(window, seq) == Arrival::unexpected);
	CHECK(window.oldest() == MonoTime::max());
	CHECK(expired(window, MonoTime::max()).empty());
}

TEST_CASE("a number that was not sent yet is unexpected") {
	Window window(16);
	send(window, 3);
	CHECK(arrival(window, 3) == Arrival::unexpected);
	CHECK(arrival(window, 0xffffffff) == Arrival::unexpected);
	CHECK(window.in_flight() == 3);
}

TEST_CASE("S8762-24: the first answer is in time, every other one a duplicate") {
	Window window(16);
	send(window, 3);
	CHECK(arrival(window, 1) == Arrival::in_time);
	CHECK(window.in_flight() == 2);
	CHECK(arrival(window, 1) == Arrival::duplicate);
	CHECK(arrival(window, 1, false) == Arrival::duplicate);
	CHECK(window.in_flight() == 2);
	CHECK(window.lost() == 0);
}

TEST_CASE("a match tells the unwrapped number") {
	Window window(16);
	send(window, 3);
	for (const std::uint32_t seq : {0u, 2u, 1u})
		CHECK(window.answered(seq, true).seq == seq);
}

TEST_CASE("S8762-25: an answer after the loss is late once, and lost stays lost") {
	Window window(16);
	send(window, 2);
	CHECK(expired(window, start + 1ms) == std::vector<std::uint64_t>{0});
	CHECK(window.lost() == 1);
	CHECK(window.in_flight() == 1);
	CHECK(arrival(window, 0) == Arrival::late);
	CHECK(window.lost() == 1);
	CHECK(window.in_flight() == 1);
	CHECK(arrival(window, 0) == Arrival::duplicate);
	CHECK(window.lost() == 1);
}

TEST_CASE("S8762-25: an answer that is late by its timestamps is lost at that moment") {
	Window window(16);
	send(window, 2);
	CHECK(arrival(window, 0, false) == Arrival::late);
	CHECK(window.lost() == 1);
	CHECK(window.in_flight() == 1);
	CHECK(expired(window, MonoTime::max()) == std::vector<std::uint64_t>{1}); // 0 not again
	CHECK(window.lost() == 2);
}

TEST_CASE("requests expire in their order, those answered are skipped") {
	Window window(16);
	send(window, 6);
	arrival(window, 0);
	arrival(window, 3);
	CHECK(window.oldest() == start + 1ms);
	CHECK(expired(window, start + 1ms).empty()); // it left then, not before
	CHECK(expired(window, start + 1ms + 1ns) == std::vector<std::uint64_t>{1});
	CHECK(expired(window, start + 5ms) == std::vector<std::uint64_t>{2, 4});
	CHECK(window.oldest() == start + 5ms);
	CHECK(expired(window, MonoTime::max()) == std::vector<std::uint64_t>{5});
	CHECK(window.oldest() == MonoTime::max());
	CHECK(window.in_flight() == 0);
	CHECK(window.lost() == 4);
}

TEST_CASE("a full window gives up its oldest request, and says which") {
	Window window(4);
	for (int i = 0; i < 4; i++)
		CHECK_FALSE(send_one(window));
	arrival(window, 1);
	CHECK(send_one(window) == 0u); // takes the slot of 0
	CHECK_FALSE(send_one(window)); // that of 1, which was answered
	CHECK(send_one(window) == 2u);
	CHECK(window.lost() == 2);
	CHECK(window.in_flight() == 4);
	CHECK(expired(window, MonoTime::max()) == std::vector<std::uint64_t>{3, 4, 5, 6});
	CHECK(window.lost() == 6);
}

TEST_CASE("an answer to what is forgotten is late, as often as it comes") {
	Window window(4);
	send(window, 4);
	arrival(window, 0);
	send(window, 4); // 0 to 3 are forgotten
	for (const std::uint32_t seq : {0u, 3u, 3u})
		CHECK(arrival(window, seq) == Arrival::late);
	CHECK(window.lost() == 3);
	CHECK(window.in_flight() == 4);
	CHECK(arrival(window, 4) == Arrival::in_time); // the slot of 0 is not spoiled
}

TEST_CASE("a clock step touches what is under way, and nothing that leaves later") {
	Window window(16);
	send(window, 2);
	window.disturb();
	send(window, 1);
	CHECK(window.answered(0, true).disturbed);
	CHECK(window.answered(0, true).disturbed); // its copy was under way too
	CHECK_FALSE(window.answered(2, true).disturbed);
	send(window, 16);
	CHECK_FALSE(window.answered(17, true).disturbed); // takes the slot of 1
}

TEST_CASE("L-05: after a step the timestamps do not make an answer late") {
	Window window(16);
	send(window, 2);
	window.disturb();
	CHECK(arrival(window, 0, false) == Arrival::in_time);
	CHECK(window.lost() == 0);
	expired(window, MonoTime::max());
	CHECK(arrival(window, 1, false) == Arrival::late); // it was given up without them
}

TEST_CASE("S8762-04: numbers wrap at 2^32") {
	constexpr std::uint64_t wrap = std::uint64_t{1} << 32;
	Window window(16, 1ms, wrap - 3);
	send(window, 6);
	CHECK(window.next() == wrap + 3);
	CHECK(window.answered(0xfffffffd, true).seq == wrap - 3);
	CHECK(window.answered(0xffffffff, true).seq == wrap - 1);
	CHECK(window.answered(0, true).seq == wrap);
	CHECK(window.answered(2, true).seq == wrap + 2);
	CHECK(arrival(window, 2) == Arrival::duplicate);
	CHECK(arrival(window, 3) == Arrival::unexpected);
	CHECK(expired(window, MonoTime::max()) == std::vector<std::uint64_t>{wrap - 2, wrap + 1});
	CHECK(arrival(window, 0xfffffffe) == Arrival::late);
}

TEST_CASE("after the wrap a number ahead is unexpected, one far behind late") {
	constexpr std::uint64_t wrap = std::uint64_t{1} << 32;
	Window window(16, 1ms, wrap + 5);
	send(window, 1);
	CHECK(arrival(window, 6) == Arrival::unexpected);
	CHECK(arrival(window, 6u + 0x7fffffff) == Arrival::unexpected);
	CHECK(arrival(window, 6 - 0x80000000u) == Arrival::late);
	CHECK(arrival(window, 0xffffff00) == Arrival::late);
	CHECK(arrival(window, 4) == Arrival::late); // sent before this window was begun
	CHECK(window.in_flight() == 1);
}

TEST_CASE("what the kernel refused takes a number, and is neither under way nor lost") {
	Window window(16);
	send(window, 2);
	window.refused(start);
	send(window, 1);
	CHECK(window.next() == 4);
	CHECK(window.left() == 3);
	CHECK(window.not_sent() == 1);
	CHECK(window.in_flight() == 3);
	CHECK(expired(window, MonoTime::max()) == std::vector<std::uint64_t>{0, 1, 3});
	CHECK(window.lost() == 3);
	CHECK(arrival(window, 2) == Arrival::late); // whatever that is
	CHECK(window.lost() == 3);
}

TEST_CASE("a request that nobody saw leave has not left until it is seen or answered") {
	Window window(16);
	for (int i = 0; i < 4; i++)
		window.sent(start, Departure::unseen);
	CHECK(window.left() == 0);
	CHECK(window.under_way() == 0);
	CHECK(window.in_flight() == 4);
	CHECK(arrival(window, 1) == Arrival::in_time);
	CHECK(window.left() == 1);
	REQUIRE(window.overdue(start + 1s));
	CHECK(window.overdue(start + 1s)->departure == Departure::unseen);
	window.oldest_left(start + 1s); // it waits for its answer from then on
	CHECK(window.left() == 2);
	CHECK_FALSE(window.overdue(start + 1s));
	CHECK(window.overdue(start + 2s)->departure == Departure::seen);
	window.lose_oldest();
	CHECK(window.overdue(start + 1s)->seq == 2);
	window.oldest_not_sent();
	CHECK(window.overdue(start + 1s)->seq == 3);
	window.lose_oldest();
	CHECK((window.left() == 3 && window.lost() == 2 && window.not_sent() == 1));
	CHECK(window.in_flight() == 0);
}

TEST_CASE("outages are counted in the order of the numbers, however answers come in") {
	Window window(16, 1ms);
	send(window, 8);
	for (const std::uint32_t seq : {0u, 7u, 4u})
		arrival(window, seq);
	arrival(window, 5, false); // late, and lost by that
	expired(window, start + 7ms);
	arrival(window, 2); // later still
	CHECK(window.outages().count() == 2);
	CHECK(window.outages().total() == 5ms);
	CHECK(window.outages().longest()->seq == 1);
	CHECK(window.outages().longest()->packets == 3);
}

TEST_CASE("a window has room for four timeouts, within bounds") {
	using session::window_slots;
	CHECK(window_slots(1s, 1s) == 1024);
	CHECK(window_slots(1ms, 1s) == 4096);
	CHECK(window_slots(100us, 1s) == 65536); // 40,000, rounded up to a power of two
	CHECK(window_slots(1ns, 24h) == 1 << 22);
	CHECK(window_slots(0ns, 1s) == 1 << 22); // --interval 0 does not divide by zero
	CHECK(window_slots(1s, 0ns) == 1024);
}

TEST_CASE("of many targets a window remembers what can be in flight, and little more") {
	using session::window_slots;
	CHECK(window_slots(1s, 1s, STAMP_MAX_HOSTS) == 1024); // as of one
	CHECK(window_slots(1s, 1s, 100) == 512);
	CHECK(window_slots(1s, 1s, STAMP_MAX_TARGETS) == 16);
	CHECK(window_slots(100ms, 1s, STAMP_MAX_TARGETS) == 64); // four timeouts are 40
	CHECK(window_slots(1ms, 1s, STAMP_MAX_TARGETS) == 4096);
}

TEST_CASE("a number that was sent is known, and remembered while its slot is") {
	Window window(4);
	CHECK_FALSE(window.was_sent(0));
	for (int i = 0; i < 6; i++)
		(void)window.sent(MonoTime{});
	CHECK(window.was_sent(0));
	CHECK(window.was_sent(5));
	CHECK_FALSE(window.was_sent(6));
	CHECK_FALSE(window.was_sent(0xffffffff));
	CHECK_FALSE(window.remembers(1));
	CHECK(window.remembers(2));
	CHECK_FALSE(window.remembers(6));
}
