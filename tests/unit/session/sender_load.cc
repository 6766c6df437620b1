// SPDX-License-Identifier: Apache-2.0
// A sender at high rates: requests in batches, every send time accounted for.
#include <csignal>
#include <numeric>

#include "session/sender.h"
#include "support/catch.h"
#include "unit/session/sender_bench.h"

using namespace stamp;
using namespace stamp::session::test;
using session::Ending;

namespace {

struct Load : SenderBench {
	Load() {
		spec.count = 2000;
		spec.interval = 4us;
	}
	[[nodiscard]] std::size_t largest_batch() const {
		return *std::max_element(path.batches.begin(), path.batches.end());
	}
};

} // namespace

TEST_CASE("a load sends what is due in one call, and never more than that takes") {
	Load bench;
	bench.path.fate = [&](auto, std::uint32_t seq) {
		if (seq % 500 == 100)
			bench.host.pass(700us); // less than the patience
		return Fate::answered;
	};
	CHECK(ended(bench.run(), Ending::done));
	CHECK(bench.summary().sent == 2000);
	CHECK(bench.summary().received == 2000);
	CHECK(bench.path.numbers(0) == up_to(2000));
	CHECK(bench.largest_batch() > 1);
	CHECK(bench.largest_batch() <= STAMP_MAX_BATCH);
	CHECK(std::accumulate(bench.path.batches.begin(), bench.path.batches.end(), 0u) == 2000);
}

TEST_CASE("a probe never sends two at once, however late it is") {
	Load bench;
	bench.spec.count = 10;
	bench.spec.interval = 1ms;
	bench.path.fate = [&](auto, std::uint32_t seq) {
		if (seq == 3)
			bench.host.pass(5ms + 1us);
		return Fate::answered;
	};
	CHECK(ended(bench.run(), Ending::done));
	CHECK(bench.largest_batch() == 1);
	CHECK(bench.summary().missed_slots >= 4);
}

TEST_CASE("a duration is so many send times: each is used or missed") {
	Load bench;
	bench.spec.count = 0;
	bench.spec.interval = GENERATE(4us, 7us, 3000us);
	bench.spec.duration = 20ms;
	bench.path.fate = [&](auto, std::uint32_t seq) {
		if (seq == 3)
			bench.host.pass(8ms);
		return Fate::answered;
	};
	CHECK(ended(bench.run(), Ending::done));
	const auto &s = bench.summary();
	const Duration interval = bench.spec.interval;
	CHECK(s.sent + s.missed_slots ==
	      static_cast<std::uint64_t>((20ms + interval - 1ns) / interval));
	CHECK(s.missed_slots > 0);
	CHECK(s.received == s.sent);
}

TEST_CASE("trouble in the middle of a batch costs one request, the rest leaves") {
	Load bench;
	int refusals = 0;
	bench.path.fate = [&](auto, std::uint32_t seq) {
		if (seq == 200 || seq == 201)
			bench.host.pass(200us); // so that there is a batch
		return seq == 210 && refusals++ == 0 ? Fate::queue_full : Fate::answered;
	};
	CHECK(ended(bench.run(), Ending::done));
	CHECK(bench.path.numbers(0).size() == 1999);
	CHECK(bench.path.numbers(0).back() == 1999);
	CHECK(bench.summary().sent == 1999);
	CHECK(bench.summary().received == 1999);
	CHECK(bench.summary().not_sent == 1);
	CHECK(bench.warnings == std::vector<std::string>{"send_failed"});
}

TEST_CASE("a target that cannot be reached does not hold up the others of the batch") {
	Load bench;
	bench.ssids = {0x1111, 0x2222, 0x3333};
	bench.spec.count = 0;
	bench.spec.duration = 5ms;
	bench.path.fate = [](std::uint16_t session, auto) {
		return session == 1 ? Fate::refused : Fate::answered;
	};
	CHECK(ended(bench.run(), Ending::done));
	CHECK(bench.summaries[1].sent == 0);
	for (const std::size_t reached : {0u, 2u}) {
		const auto &s = bench.summaries[reached];
		CHECK(s.sent > 0);
		CHECK(s.received == s.sent);
		CHECK(s.sent + s.missed_slots ==
		      bench.summaries[1].not_sent + bench.summaries[1].missed_slots);
	}
}

TEST_CASE("a precise sender goes on reading between two send times instead of sleeping") {
	SenderBench bench;
	bench.spec.precise = true;
	bench.spec.interval = 9ms;
	CHECK(ended(bench.run(), Ending::done));
	CHECK(bench.summary().received == 5);
	CHECK(bench.path.drains > 100); // by the clock alone, it would be two for each
}

TEST_CASE("how late each request leaves is known from its own stamp") {
	SenderBench bench;
	bench.spec.precise = GENERATE(false, true);
	bench.path.fate = [&](auto, std::uint32_t seq) {
		if (seq == 2)
			bench.host.pass(300us);
		return Fate::answered;
	};
	CHECK(ended(bench.run(), Ending::done));
	const auto &error = bench.summary().pacing_error;
	CHECK(error.n == 5);
	CHECK(error.min >= Duration::zero() - 2us); // what comparing the clocks leaves open
	CHECK(error.max >= Duration{300us} - 2us);
	CHECK(error.stddev);
}

TEST_CASE("a stamp that the clock's step spoiled says nothing of the send time") {
	SenderBench bench;
	bench.path.stamp_off_by = [](std::uint32_t seq) { return seq >= 2 ? 1s : 0s; };
	CHECK(ended(bench.run(), Ending::done));
	CHECK(bench.summary().sent == 5);
	CHECK(bench.summary().pacing_error.n == 2);
	CHECK(bench.summary().pacing_error.max < Duration{1s});
}

TEST_CASE("what came in before a second signal is not lost") {
	SenderBench bench;
	bench.spec.count = 0;
	bench.path.fate = [&](auto, std::uint32_t seq) {
		if (seq == 2) {
			bench.host.raise(SIGINT);
			bench.host.raise(SIGTERM);
		}
		return Fate::answered;
	};
	CHECK(ended(bench.run(), Ending::interrupted));
	CHECK(bench.summary().received == bench.summary().sent);
	CHECK(bench.summary().lost == 0);
}
