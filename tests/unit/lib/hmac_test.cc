// SPDX-License-Identifier: Apache-2.0
#include "bpf/lib/hmac.h"

#include <iterator>

#include "support/catch.h"
#include "support/golden.h"
#include "support/golden_auth.h"
#include "support/hmac.h"
#include "support/hmac_lengths.h"
#include "unit/lib/buffer.h"

using namespace stamp::test;

namespace {

constexpr std::size_t base_octets = HMAC_BASE_OCTETS, tag_octets = HMAC_TAG_OCTETS;

// The text lies at the very end of its memory.
Octets base_tag_of(const stamp_midstate &key, const Octets &text) {
	const Buffer buffer(slice(text, 0, base_octets), 0);
	hmac_space space;

	std::memset(&space, 0xa5, sizeof(space));
	CHECK(hmac_base(&space, &key, buffer.begin()) == 1);
	return octets_of(space.tag);
}

// The sequence number, and what precedes the HMAC TLV: four octets of header before its tag.
Octets text_of_tlv(const Octets &base, const Octets &tlvs, std::size_t hmac_tlv_at) {
	Octets text = slice(base, 0, 4);

	append(text, slice(tlvs, 0, hmac_tlv_at));
	return text;
}

Octets of(const std::string &characters) {
	return {characters.begin(), characters.end()};
}

} // namespace

TEST_CASE("HMAC: the cases of RFC 4231 4, their leftmost 16 octets") {
	struct Row {
		Octets key, text;
		const char *tag;
	};
	Octets counting(25);

	for (std::size_t i = 0; i < counting.size(); i++)
		counting[i] = static_cast<std::uint8_t>(i + 1);
	const Row rows[] = {
		{Octets(20, 0x0b), of("Hi There"), "b0344c61 d8db3853 5ca8afce af0bf12b"},
		{of("Jefe"), of("what do ya want for nothing?"),
		 "5bdcc146 bf60754e 6a042426 089575c7"},
		{Octets(20, 0xaa), Octets(50, 0xdd), "773ea91e 36800e46 854db8eb d09181a7"},
		{counting, Octets(50, 0xcd), "82558a38 9a443c0e a4cc8198 99f2083a"},
		{Octets(20, 0x0c), of("Test With Truncation"),
		 "a3b61674 73100ee0 6e0c796c 2955552b"},
	};

	for (const auto &row : rows)
		CHECK(to_hex(tag_of(midstate_of(row.key), row.text)) == row.tag);
}

TEST_CASE("S8762-12 R8762-16 a base packet's tag is the HMAC of its octets 0-95") {
	const stamp_midstate key = midstate_of(golden::key());

	for (const Octets &packet : {golden::auth_request(), golden::auth_reply_stateful()}) {
		const Octets tag = slice(packet, base_octets, tag_octets);

		REQUIRE(packet.size() == base_octets + tag_octets);
		CHECK(base_tag_of(key, packet) == tag);
		CHECK(tag_of(key, slice(packet, 0, base_octets)) == tag);
	}
}

TEST_CASE("S8972-11 an HMAC TLV holds the HMAC of the number and of the TLVs before it") {
	const stamp_midstate key = midstate_of(golden::key());
	const std::pair<Octets, Octets> packets[] = {
		{golden::request(), golden::signed_request_tlvs()},
		{golden::reply_stateful(), golden::signed_reply_tlvs()},
	};

	for (const auto &[base, tlvs] : packets)
		CHECK(tag_of(key, text_of_tlv(base, tlvs, 8)) == slice(tlvs, 12, tag_octets));
}

TEST_CASE("S8762-12 R8762-16 every bit of the text and of the key changes the tag") {
	const Octets request = golden::auth_request();
	const Octets tag = slice(request, base_octets, tag_octets);

	for (std::size_t bit = 0; bit < 8 * base_octets; bit++) {
		Octets changed = request;

		changed[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
		CHECK(base_tag_of(midstate_of(golden::key()), changed) != tag);
	}
	for (std::size_t bit = 0; bit < 8 * golden::key().size(); bit++) {
		Octets changed = golden::key();

		changed[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
		CHECK(base_tag_of(midstate_of(changed), request) != tag);
	}
}

TEST_CASE("HMAC: texts of 0 to 300 octets, as another implementation has them") {
	const stamp_midstate key = midstate_of(golden::key());

	REQUIRE(std::size(tag_starts) == 301);
	for (std::size_t size = 0; size < std::size(tag_starts); size++) {
		INFO(size << " octets");
		CHECK(get32(tag_of(key, text_of(size)), 0) == tag_starts[size]);
	}
	CHECK(to_hex(tag_of(key, text_of(long_text))) == long_text_tag);
}

TEST_CASE("HMAC: every octet of texts around a block's end changes the tag") {
	const stamp_midstate key = midstate_of(golden::key());

	for (std::size_t size : {1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128, 130}) {
		const Octets text = text_of(size), tag = tag_of(key, text);

		for (std::size_t at = 0; at < size; at++) {
			Octets changed = text;

			changed[at] ^= 0x10;
			INFO("octet " << at << " of " << size);
			CHECK(tag_of(key, changed) != tag);
		}
	}
}

TEST_CASE("hmac_midstate: a key is filled up with zeros to 64 octets, all of which count") {
	const Octets text = text_of(20);

	for (std::size_t size : {16, 17, 31, 32, 63}) {
		Octets longer = text_of(size);
		const Octets tag = tag_of(midstate_of(longer), text);

		longer.push_back(0);
		CHECK(tag_of(midstate_of(longer), text) == tag);
		longer.back() = 1;
		CHECK(tag_of(midstate_of(longer), text) != tag);
	}
	// hmac.new(text(64), text(20), hashlib.sha256), text() as in hmac_lengths.h
	CHECK(to_hex(tag_of(midstate_of(text_of(64)), text)) ==
	      "892e6896 02d224fa b3401985 3ed824ab");
}

TEST_CASE("hmac_end does nothing without a space or a key") {
	const stamp_midstate key = midstate_of(golden::key());
	hmac_space space = {};

	CHECK(hmac_end(nullptr, &key, 0) == 0);
	CHECK(hmac_end(&space, nullptr, 0) == 0);
}

TEST_CASE("tags_differ: in any bit of 128, and only then") {
	const Octets tag = pattern(tag_octets);

	CHECK(tags_differ(tag.data(), Octets(tag).data()) == 0);
	for (std::size_t bit = 0; bit < 8 * tag_octets; bit++) {
		Octets other = tag;

		other[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
		CHECK(tags_differ(tag.data(), other.data()) != 0);
		CHECK(tags_differ(other.data(), tag.data()) != 0);
	}
	// Differences that would cancel each other out if they were added up.
	const Octets four = from_hex("80000000 80000000 80000000 80000000"), none(tag_octets);

	CHECK(tags_differ(four.data(), none.data()) != 0);
}
