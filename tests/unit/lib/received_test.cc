// SPDX-License-Identifier: Apache-2.0
#include "bpf/lib/received.h"

#include <algorithm>
#include <atomic>
#include <barrier>
#include <random>
#include <thread>
#include <vector>

#include "support/catch.h"

namespace {

constexpr __u32 block = 1u << RECEIVED_BLOCK_BITS;
constexpr __u32 certain = (STAMP_RECEIVED_BLOCKS - 1) * block; // this far behind is known

struct Received {
	__u64 words[STAMP_RECEIVED_BLOCKS] = {};

	bool before(__u32 seq) { return received_before(words, seq); }
	int repeated(__u32 first, __u32 count) {
		int repeated = 0;
		for (__u32 i = 0; i < count; i++)
			repeated += before(first + i);
		return repeated;
	}
};

} // namespace

TEST_CASE("received: a number is new once, wherever the count begins") {
	for (__u32 first : {0u, 1u, 31u, 32u, 1000u, 0x7fffffffu, 0x80000000u, 0xffffffffu}) {
		Received received;
		INFO("from " << first);
		CHECK_FALSE(received.before(first));
		CHECK(received.before(first));
		CHECK_FALSE(received.before(first + 1));
		CHECK(received.before(first));
	}
}

TEST_CASE("received: none of a long row is repeated, also where the number wraps") {
	Received received;

	CHECK(received.repeated(0xffffffffu - 10000, 20000) == 0);
	CHECK(received.repeated(9999 - certain, certain) == static_cast<int>(certain));
}

TEST_CASE("received: out of order is not repeated, and what is repeated out of order is") {
	std::mt19937 random(1);

	for (__u32 first : {0u, 12345u, 0xffffff00u}) {
		Received received;
		std::vector<__u32> numbers;
		for (__u32 i = 0; i < 4096; i++)
			numbers.push_back(first + i);
		for (std::size_t i = 0; i < numbers.size(); i += certain / 2)
			std::shuffle(numbers.begin() + static_cast<long>(i),
				     numbers.begin() + static_cast<long>(std::min(i + certain / 2,
										  numbers.size())),
				     random);
		for (std::size_t i = 0; i < numbers.size(); i++) {
			REQUIRE_FALSE(received.before(numbers[i]));
			const std::size_t back = random() % (certain / 2);
			REQUIRE(received.before(numbers[i - std::min(i, back)]));
		}
	}
}

TEST_CASE("received: too far behind is not known, and not called repeated") {
	Received received;

	CHECK(received.repeated(0, 1000) == 0);
	CHECK(received.before(999 - certain));
	CHECK_FALSE(received.before(999 - 2 * STAMP_RECEIVED_BLOCKS * block));
}

TEST_CASE("received: of a sender that begins again, no more than the window is repeated") {
	for (__u32 length : {1u, 10u, 100u, 127u, 128u, 129u, 1000u, 5000u}) {
		Received received;
		INFO("after " << length);
		CHECK(received.repeated(0, length) == 0);
		const int repeated = received.repeated(0, 10000);
		CHECK(repeated <= static_cast<int>(STAMP_RECEIVED_BLOCKS * block));
		if (length > STAMP_RECEIVED_BLOCKS * block + block)
			CHECK(repeated == 0);
	}
}

TEST_CASE("received: several CPUs call each number new exactly once") {
	constexpr __u32 rounds = 3000, workers = 4, turns = 2 * certain;
	Received received;
	std::atomic<__u32> next{0}, repeated{0};
	std::barrier everybody(workers); // so that nobody falls behind the window
	const auto work = [&] {
		for (__u32 round = 1; round <= rounds; round++) {
			for (__u32 i; (i = next++) < round * turns;)
				repeated +=
					received.before(i / 2); // two of them, at nearly one time
			everybody.arrive_and_wait();
			next = round * turns;
			everybody.arrive_and_wait();
		}
	};
	std::vector<std::thread> threads;

	for (__u32 i = 0; i < workers; i++)
		threads.emplace_back(work);
	for (auto &thread : threads)
		thread.join();
	CHECK(repeated == rounds * turns / 2);
}
