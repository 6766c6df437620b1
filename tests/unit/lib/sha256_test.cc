// SPDX-License-Identifier: Apache-2.0
#include "bpf/lib/sha256.h"

#include "support/catch.h"
#include "support/hmac.h"

using namespace stamp::test;

namespace {

Octets text(const std::string &characters) {
	return {characters.begin(), characters.end()};
}

// FIPS 180-4 5.1.1: the end bit, zeros, and the length in bits in the last 8 octets of a block.
Octets padded(Octets message) {
	const std::size_t bits = message.size() * 8;

	message.push_back(0x80);
	while (message.size() % SHA256_BLOCK_OCTETS != SHA256_BLOCK_OCTETS - 8)
		message.push_back(0);
	message.resize(message.size() + 8);
	put32(message, message.size() - 4, static_cast<std::uint32_t>(bits));
	return message;
}

std::string digest_of(const Octets &message) {
	const Octets blocks = padded(message);
	sha256 hash = {};
	Octets digest(SHA256_WORDS * 4);

	std::copy(std::begin(sha256_start), std::end(sha256_start), hash.state);
	for (std::size_t at = 0; at < blocks.size(); at += SHA256_BLOCK_OCTETS) {
		put_text(hash, blocks, at, SHA256_BLOCK_OCTETS);
		CHECK(sha256_compress(&hash) == 1);
	}
	for (std::size_t i = 0; i < SHA256_WORDS; i++)
		put32(digest, 4 * i, hash.state[i]);
	return to_hex(digest);
}

} // namespace

TEST_CASE("sha256_compress hashes the examples of FIPS 180-4") {
	CHECK(digest_of(text("abc")) == "ba7816bf 8f01cfea 414140de 5dae2223 b00361a3 96177a9c "
					"b410ff61 f20015ad");
	CHECK(digest_of(text("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
	      "248d6a61 d20638b8 e5c02693 0c3e6039 a33ce459 64ff2167 f6ecedd4 19db06c1");
	CHECK(digest_of(text("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
			     "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu")) ==
	      "cf5b16a7 78af8380 036ce59e 7b049237 0b249b11 e8f07a51 afac4503 7afee9d1");
	CHECK(digest_of({}) ==
	      "e3b0c442 98fc1c14 9afbf4c8 996fb924 27ae41e4 649b934c a495991b 7852b855");
}

TEST_CASE("sha256_compress hashes a million times the letter a") {
	CHECK(digest_of(Octets(1000000, 'a')) ==
	      "cdc76e5c 9914fb92 81a1c7e2 84d73e67 f1809a48 a497200e 046d39cc c7112cd0");
}

TEST_CASE("sha256_compress does nothing without a place to do it in") {
	CHECK(sha256_compress(nullptr) == 0);
}
