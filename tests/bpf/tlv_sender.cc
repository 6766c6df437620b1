// SPDX-License-Identifier: Apache-2.0
// The sender's TLVs: the HMAC over them on the way out, and what of a reply is reported.
#include "bpf/auth_rows.h"
#include "bpf/sender_rows.h"

using namespace stamp::test;

namespace {

Datapath tlv_sender(std::uint16_t hmac_tlv_at, std::uint16_t octets, bool authenticated = false) {
	Setup setup = sender_setup();

	setup.cfg.has_keys = 1;
	setup.cfg.authenticated = authenticated;
	setup.cfg.hmac_tlv_at = hmac_tlv_at;
	setup.cfg.tlv_octets = octets;
	Datapath datapath = sender(setup);

	datapath.set_keys(STAMP_ANY_SSID, {golden::key()});
	return datapath;
}

} // namespace

TEST_CASE("S8972-11 the HMAC TLV of a request is filled in, wherever it lies") {
	for (bool authenticated : {false, true}) {
		const Octets base = authenticated ? golden::auth_request() : golden::request();

		for (std::size_t size : {0, 1, 2, 3, 60, 301}) {
			Octets tail = from_hex("80010000");

			put16(tail, 2, static_cast<std::uint16_t>(size));
			append(tail, pattern(size));
			const std::size_t covered = tail.size();
			Octets filled = tail;

			append(tail, from_hex("80080010"));
			tail.resize(tail.size() + 16);
			append(filled, from_hex("80080010"));
			append(filled,
			       tlv_tag(slice(base, 0, 4), slice(tail, 0, covered), golden::key()));
			for (const auto &family : {packet().ipv4(), packet().ipv6()}) {
				Datapath datapath = tlv_sender(
					static_cast<std::uint16_t>(base.size() + covered), 64,
					authenticated);
				const Run run = datapath.run(
					Program::send_out, Packet(family)
								   .ports(own_port, 862)
								   .payload(with_tail(base, tail)));

				INFO("padding of " << size << ", authenticated " << authenticated);
				CHECK(run.verdict == STAMP_V_STAMPED);
				CHECK(Frame(run.out).udp_checksum_is_valid());
				CHECK(to_hex(Frame(run.out).payload()) ==
				      to_hex(with_tail(base, filled)));
			}
		}
	}
}

TEST_CASE("S8972-07 of a reply the TLVs are reported, and whether their HMAC is good") {
	Datapath datapath = tlv_sender(52, 28);
	Octets payload = with_tail(golden::reply_stateful(), golden::signed_reply_tlvs());

	for (Program program : {Program::send_in, Program::send_xdp}) {
		CHECK(datapath.run(program, incoming(payload)).verdict == STAMP_V_RECEIVED);
		const auto records = datapath.records();

		REQUIRE(records.size() == 1);
		CHECK(octets_of(records[0]) == to_hex(golden::reply_stateful()));
		CHECK(records[0].tail_octets == 28);
		CHECK(records[0].hmac_tlv == STAMP_HMAC_TLV_GOOD);
		CHECK(to_hex(datapath.last_tail()) ==
		      to_hex(slice(golden::signed_reply_tlvs(), 0, 28)));
	}
	for (std::size_t at : {3u, 48u, 52u + 19u}) {
		Octets changed = payload;

		changed[at] ^= 1;
		CHECK(datapath.run(Program::send_in, incoming(changed)).verdict ==
		      STAMP_V_RECEIVED);
		CHECK(datapath.records().at(0).hmac_tlv == STAMP_HMAC_TLV_BAD);
	}
	payload.resize(60); /* cut before the end of the HMAC TLV */
	CHECK(datapath.run(Program::send_in, incoming(payload)).verdict == STAMP_V_RECEIVED);
	CHECK(datapath.records().at(0).hmac_tlv == STAMP_HMAC_TLV_BAD);
	CHECK(datapath.last_tail().size() == 16);
}

namespace {

// Of the golden stateful reply with these TLVs, signed before `end`, and more behind that.
Octets signed_tail(const std::string &covered, const std::string &behind = "") {
	Octets tail = from_hex(covered);
	const Octets tag = tlv_tag(slice(golden::reply_stateful(), 0, 4), tail, golden::key());

	append(tail, from_hex("00080010"));
	append(tail, tag);
	append(tail, from_hex(behind));
	return tail;
}

stamp_hmac_tlv judged(Datapath &datapath, Program program, const Octets &payload) {
	CHECK(datapath.run(program, incoming(payload)).verdict == STAMP_V_RECEIVED);
	return static_cast<stamp_hmac_tlv>(datapath.records().at(0).hmac_tlv);
}

const std::string counters = "0005000c 00000001 00000001 00000000";
const std::string padding = "00010008 05e68d7d 0057dfbc";

} // namespace

TEST_CASE("S8972-07 the HMAC TLV of a reply is found where the reflector put it") {
	for (const bool authenticated : {false, true}) {
		/* The request: Direct Measurement, HMAC, Extra Padding. */
		const std::uint16_t base = authenticated ? 112 : 44;
		const Octets reply =
			authenticated ? golden::auth_reply_stateful() : golden::reply_stateful();
		Datapath datapath =
			tlv_sender(static_cast<std::uint16_t>(base + 16), 48, authenticated);

		for (Program program : {Program::send_in, Program::send_xdp}) {
			const auto found = [&](const Octets &tail) {
				return judged(datapath, program, with_tail(reply, tail));
			};
			CHECK(found(signed_tail(counters, padding)) == STAMP_HMAC_TLV_GOOD);
			CHECK(found(signed_tail(counters + padding)) == STAMP_HMAC_TLV_GOOD);
			CHECK(found(signed_tail(padding + counters)) == STAMP_HMAC_TLV_GOOD);
			CHECK(found(signed_tail(padding + counters + padding, padding + padding)) ==
			      STAMP_HMAC_TLV_GOOD);
			CHECK(found(signed_tail("")) == STAMP_HMAC_TLV_GOOD);
			/* What is behind it is not signed, and only padding need not be. */
			CHECK(found(signed_tail(padding, counters)) == STAMP_HMAC_TLV_BAD);
			CHECK(found(from_hex(counters + padding)) == STAMP_HMAC_TLV_NONE);
			Octets changed = signed_tail(counters + padding);

			changed[20] ^= 1; /* padding that is covered */
			CHECK(found(changed) == STAMP_HMAC_TLV_BAD);
		}
	}
}

TEST_CASE("an HMAC TLV behind long padding is found and judged, beyond what is reported") {
	Datapath datapath = tlv_sender(60, 1024);
	std::string long_padding = "000104b0";

	for (int i = 0; i < 300; i++)
		long_padding += "a5a5a5a5";
	for (Program program : {Program::send_in, Program::send_xdp}) {
		const Octets tail = signed_tail(counters + long_padding);

		CHECK(judged(datapath, program, with_tail(golden::reply_stateful(), tail)) ==
		      STAMP_HMAC_TLV_GOOD);
		CHECK(datapath.last_tail().size() == 1024);
	}
}

TEST_CASE("a reply of more TLVs than are looked at has no good HMAC TLV") {
	Datapath datapath = tlv_sender(60, 64);
	std::string many;

	for (int i = 0; i < STAMP_MAX_TLVS; i++)
		many += "00010000";
	CHECK(judged(datapath, Program::send_in,
		     with_tail(golden::reply_stateful(), signed_tail(many))) ==
	      STAMP_HMAC_TLV_NONE);
}

TEST_CASE("a reply without anything behind its base packet has no tail") {
	Datapath datapath = tlv_sender(0, 28);

	CHECK(datapath.run(Program::send_in, incoming(golden::reply_ntp())).verdict ==
	      STAMP_V_RECEIVED);
	const auto records = datapath.records();

	REQUIRE(records.size() == 1);
	CHECK(records[0].tail_octets == 0);
	CHECK(records[0].hmac_tlv == STAMP_HMAC_TLV_NONE);
	CHECK(datapath.last_tail().empty());
}
