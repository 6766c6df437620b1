// SPDX-License-Identifier: Apache-2.0
// Reflectors with keys, and an HMAC to compare with. The latter begins from the library under
// test, whose own tests hold it against the standards' vectors.
#pragma once

#include <cstring>

#include "bpf/lib/hmac_key.h"
#include "bpf/rows.h"
#include "support/golden_auth.h"

namespace stamp::test {

inline Setup auth_setup() {
	Setup setup;

	setup.cfg.authenticated = 1;
	setup.cfg.has_keys = 1;
	return setup;
}

// With the key of the vectors, if it is to have any.
inline Datapath reflector(const Setup &setup) {
	Datapath datapath = load(setup);

	if (setup.cfg.has_keys)
		datapath.set_keys(STAMP_ANY_SSID, {golden::key()});
	return datapath;
}

// Of the first 96 octets.
inline Octets base_tag(const Octets &payload, const Octets &key) {
	stamp_midstate midstate = {};
	hmac_space space = {};
	Octets tag(HMAC_TAG_OCTETS);

	hmac_midstate(key.data(), static_cast<std::uint32_t>(key.size()), &midstate);
	REQUIRE(payload.size() >= 96);
	REQUIRE(hmac_base(&space, &midstate, payload.data()));
	std::copy_n(reinterpret_cast<const std::uint8_t *>(space.tag), tag.size(), tag.begin());
	return tag;
}

// Of a sequence number and the TLVs before the HMAC TLV.
inline Octets tlv_tag(const Octets &seq, const Octets &tlvs, const Octets &key) {
	stamp_midstate midstate = {};
	hmac_space space = {};
	Octets text = seq, tag(HMAC_TAG_OCTETS);
	std::size_t at = 0;

	append(text, tlvs);
	hmac_midstate(key.data(), static_cast<std::uint32_t>(key.size()), &midstate);
	hmac_begin(&space, &midstate);
	for (; text.size() - at >= 64; at += 64) {
		std::memcpy(space.hash.text, &text[at], 64);
		hmac_block(&space);
	}
	std::memcpy(space.hash.text, text.data() + at, text.size() - at);
	REQUIRE(hmac_end(&space, &midstate, static_cast<std::uint32_t>(text.size())));
	std::memcpy(tag.data(), space.tag, tag.size());
	return tag;
}

inline void sign(Octets &payload, const Octets &key) {
	const Octets tag = base_tag(payload, key);

	std::copy(tag.begin(), tag.end(), payload.begin() + 96);
}

inline bool is_signed(const Octets &payload, const Octets &key) {
	return slice(payload, 96, 16) == base_tag(payload, key);
}

// As answer_of(): at both hooks, with every checksum right.
inline Frame signed_answer(Datapath &datapath, const Octets &request) {
	const Run in = datapath.run(Program::refl_in, request);

	INFO("verdict at ingress " << in.verdict);
	REQUIRE(in.action == redirected);
	CHECK(Frame(in.out).udp_checksum_is_valid());
	const Run out = datapath.run(Program::refl_out, in.out);

	REQUIRE(out.verdict == STAMP_V_STAMPED);
	Frame reply(out.out);

	CHECK(reply.ip_checksum_is_valid());
	CHECK(reply.udp_checksum_is_valid());
	CHECK(reply.lengths_agree());
	CHECK(reply.ttl() == 255);
	return reply;
}

} // namespace stamp::test
