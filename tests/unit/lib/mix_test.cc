// SPDX-License-Identifier: Apache-2.0
#include "bpf/lib/mix.h"

#include <algorithm>
#include <random>
#include <vector>

#include "support/catch.h"

namespace {

struct Seed {
	__u64 word[STAMP_SEED_WORDS];

	explicit Seed(unsigned number) {
		std::mt19937_64 random(number);

		for (__u64 &w : word)
			w = random();
	}
};

stamp_addr ipv4(__u32 host) {
	return {{0, 0, stamp_swap32(0xffff), stamp_swap32(0x0a000000 + host)}};
}

// 4096 of the kind, in 4096 places: how many the fullest has.
template <typename Make> int fullest(const Seed &seed, Make make) {
	std::vector<int> places(4096);

	for (__u32 i = 0; i < places.size(); i++) {
		const stamp_addr addr = make(i);

		places[mix(&addr, seed.word) % places.size()]++;
	}
	return *std::max_element(places.begin(), places.end());
}

} // namespace

TEST_CASE("mix: neighbours, strides and interface numbers spread over the places") {
	for (unsigned number = 1; number <= 20; number++) {
		const Seed seed(number);

		CHECK(fullest(seed, ipv4) <= 16);
		CHECK(fullest(seed, [](__u32 i) { return ipv4(i << 12); }) <= 16);
		CHECK(fullest(seed, [](__u32 i) {
			      return stamp_addr{{stamp_swap32(0x20010db8), stamp_swap32(i), 0,
						 stamp_swap32(1)}};
		      }) <= 16);
		CHECK(fullest(seed, [](__u32 i) {
			      return stamp_addr{{stamp_swap32(0xfe800000), 0, stamp_swap32(i),
						 stamp_swap32(i * 0x9e37)}};
		      }) <= 16);
	}
}

TEST_CASE("mix: who meets whom is another matter with another seed") {
	const Seed seed(1), other(2);
	std::vector<stamp_addr> meeting;

	for (__u32 host = 0; meeting.size() < 16; host++) {
		const stamp_addr addr = ipv4(host);

		if (mix(&addr, seed.word) % 4096 == 7)
			meeting.push_back(addr);
	}
	std::vector<__u32> places;

	for (const stamp_addr &addr : meeting)
		places.push_back(mix(&addr, other.word) % 4096);
	std::sort(places.begin(), places.end());
	CHECK(std::unique(places.begin(), places.end()) - places.begin() >= 14);
}

TEST_CASE("mix: every word of an address counts") {
	const Seed seed(3);
	const stamp_addr zero = {};

	for (int word = 0; word < 4; word++) {
		stamp_addr one = {};

		one.word[word] = 1;
		CHECK(mix(&one, seed.word) != mix(&zero, seed.word));
	}
}

TEST_CASE("mix_ipv4: an IPv4 address is mixed as its mapped one") {
	for (unsigned number = 1; number <= 20; number++) {
		const Seed seed(number);

		for (__u32 host = 0; host < 100; host++) {
			const stamp_addr mapped = ipv4(host * 0x01010101);

			CHECK(mix_ipv4(mapped.word[3], seed.word) == mix(&mapped, seed.word));
		}
	}
}
