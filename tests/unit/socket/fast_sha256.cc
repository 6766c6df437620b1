// SPDX-License-Identifier: Apache-2.0
#include "socket/fast_sha256.h"

#include <cstring>
#include <random>
#include <utility>

#include "bpf/lib/sha256.h"
#include "support/catch.h"

using namespace stamp;

TEST_CASE("libcrypto takes a block as the library does") {
	std::mt19937 random(862);

	if (!socket::use_fast_sha256())
		return; // built without it
	for (int i = 0; i < 1000; i++) {
		sha256 fast{}, ours{};
		for (__u32 &word : fast.state)
			word = static_cast<__u32>(random());
		for (__be32 &word : fast.text)
			word = static_cast<__be32>(random());
		ours = fast;
		CHECK(sha256_compress(&fast) == 1);
		const auto faster = std::exchange(sha256_faster, nullptr);
		CHECK(sha256_compress(&ours) == 1);
		sha256_faster = faster;
		REQUIRE(std::memcmp(fast.state, ours.state, sizeof(ours.state)) == 0);
	}
	sha256_faster = nullptr; // other tests are of the library's own
}
