// SPDX-License-Identifier: Apache-2.0
// Authenticated mode (RFC 8762 4.2.2, 4.3.2, 4.4) on the reflector's side.
#include <algorithm>

#include "bpf/auth_rows.h"

using namespace stamp::test;

namespace {

Octets with_tail_of(Octets payload, std::size_t octets) {
	append(payload, pattern(octets));
	return payload;
}

} // namespace

TEST_CASE("R8762-01 R8762-16 R8972-01 a signed request gets the signed reply of the vectors") {
	Setup setup = auth_setup();

	setup.cfg.max_sessions = 4;
	setup.cfg.session_timeout_ns = 1000000000;
	for (const auto &family : {packet().ipv4(), packet().ipv6()}) {
		Datapath datapath = reflector(setup);
		const Octets frame = Packet(family).ttl(253).payload(golden::auth_request());

		(void)signed_answer(datapath, frame); /* which makes the session */
		datapath.set_replies_sent(7);
		datapath.set_time(golden::t2_ns);
		const Run in = datapath.run(Program::refl_in, frame);

		datapath.set_time(golden::t3_ns);
		const Run out = datapath.run(Program::refl_out, in.out);

		CHECK(to_hex(Frame(out.out).payload()) == to_hex(golden::auth_reply_stateful()));
		CHECK(Frame(out.out).udp_checksum_is_valid());
	}
}

TEST_CASE("R8762-15 an authenticated request shorter than 112 octets is dropped") {
	Datapath datapath = reflector(auth_setup());

	for (std::size_t size : {0, 14, 44, 96, 111}) {
		Octets payload = golden::auth_request();

		payload.resize(size);
		check_dropped(datapath, Program::refl_in, packet().payload(payload), STAMP_V_SHORT);
	}
}

TEST_CASE("R8762-15 an unsigned request to a reflector with a key has a verdict of its own") {
	Datapath datapath = reflector(auth_setup());
	const Octets golden = golden::request();

	for (std::size_t size : {14, 43, 44, 48, 111, 112, 400}) {
		Octets payload = golden;

		payload.resize(size);
		INFO(size << " octets");
		check_dropped(datapath, Program::refl_in, packet().payload(payload),
			      STAMP_V_UNSIGNED);
		check_dropped(datapath, Program::refl_in, packet().ports(862, 862).payload(payload),
			      STAMP_V_UNSIGNED);
	}
	check_dropped(datapath, Program::refl_in, packet().ipv6().payload(golden),
		      STAMP_V_UNSIGNED);
	check_dropped(datapath, Program::refl_in, packet().payload(Octets(44)), STAMP_V_UNSIGNED);
	/* To an open sender on this host. */
	check_untouched(datapath, Program::refl_in,
			packet().ports(862, 862).payload(golden::reply_ntp()), STAMP_V_LOOP);
	CHECK(!datapath.source("192.0.2.1"));
}

TEST_CASE("R8762-15 a signed request to a reflector without a key is not answered as an open one") {
	for (const int process : {0, 1}) {
		Setup setup;

		setup.cfg.process_tlvs = static_cast<__u8>(process);
		Datapath datapath = load(setup);
		Octets with_tail = golden::auth_request();

		with_tail.resize(132, 0x55);
		for (const std::uint16_t port : {50000, 862}) {
			for (const Octets &payload : {golden::auth_request(), with_tail}) {
				check_dropped(datapath, Program::refl_in,
					      packet().ports(port, 862).payload(payload),
					      STAMP_V_AUTH_REQUEST);
				check_dropped(datapath, Program::refl_in,
					      packet().ipv6().ports(port, 862).payload(payload),
					      STAMP_V_AUTH_REQUEST);
			}
		}
		/* Shorter than one, an open request with a lot behind it, and a reply. */
		for (const Octets &payload : {Octets(112), with_tail_of(golden::request(), 68)})
			CHECK(datapath.run(Program::refl_in, packet().payload(payload)).verdict ==
			      STAMP_V_REFLECTED);
		check_untouched(datapath, Program::refl_in,
				packet().ports(862, 862).payload(golden::auth_reply_stateful()),
				STAMP_V_LOOP);
	}
}

TEST_CASE("R8762-16 R8762-17 a request with any octet changed leaves no answer and no state") {
	Setup setup = auth_setup();

	setup.cfg.max_sessions = 4;
	Datapath datapath = reflector(setup);

	for (std::size_t at = 0; at < 112; at++) {
		Octets payload = golden::auth_request();

		payload[at] ^= 0x10;
		INFO("octet " << at);
		check_dropped(datapath, Program::refl_in, packet().payload(payload),
			      STAMP_V_BAD_HMAC);
	}
	CHECK(!datapath.source("192.0.2.1"));
	CHECK(datapath.sessions().empty());
}

TEST_CASE("R8762-17 of signed requests the replayed ones are counted, of forged ones none") {
	Setup setup = auth_setup();

	setup.cfg.max_sessions = 4;
	setup.cfg.session_timeout_ns = 1000000000;
	Datapath datapath = reflector(setup);
	const Octets frame = packet().payload(golden::auth_request());
	Octets forged = golden::auth_request();

	forged.back() ^= 1;
	for (Program hook : {Program::refl_in, Program::refl_xdp}) {
		CHECK(datapath.run(hook, frame).verdict == STAMP_V_REFLECTED);
		check_dropped(datapath, Program::refl_in, packet().payload(forged),
			      STAMP_V_BAD_HMAC);
	}
	REQUIRE(datapath.sessions().size() == 1);
	CHECK(datapath.sessions()[0].rx == 2);
	CHECK(datapath.sessions()[0].duplicate == 1);
}

TEST_CASE("R8762-16 octets that must be zero are signed as they are, and do not matter") {
	Datapath datapath = reflector(auth_setup());
	Octets payload = golden::auth_request();

	payload[5] = 0xaa;
	payload[90] = 0xbb;
	check_dropped(datapath, Program::refl_in, packet().payload(payload), STAMP_V_BAD_HMAC);
	sign(payload, golden::key());
	const Octets reply = signed_answer(datapath, packet().payload(payload)).payload();

	CHECK(std::all_of(reply.begin() + 81, reply.begin() + 96, [](auto o) { return o == 0; }));
	CHECK(get32(reply, 4) == 0); /* R8762-10 */
}

TEST_CASE("R8762-16 the key of the SSID verifies and signs, and any other where it has none") {
	const Octets first = pattern(16), second = pattern(64, 7), any = pattern(20, 99);
	Datapath datapath = reflector(auth_setup());

	datapath.set_keys(0x1234, {first, second});
	datapath.set_keys(STAMP_ANY_SSID, {any});
	for (const Octets &key : {first, second}) {
		Octets payload = golden::auth_request();

		sign(payload, key);
		CHECK(is_signed(signed_answer(datapath, packet().payload(payload)).payload(), key));
	}
	Octets payload = golden::auth_request();

	sign(payload, any);
	check_dropped(datapath, Program::refl_in, packet().payload(payload), STAMP_V_BAD_HMAC);
	put16(payload, 26, 0x4321);
	sign(payload, any);
	CHECK(is_signed(signed_answer(datapath, packet().payload(payload)).payload(), any));
	sign(payload, first);
	check_dropped(datapath, Program::refl_in, packet().payload(payload), STAMP_V_BAD_HMAC);
}

TEST_CASE("R8762-17 without a key nothing is answered") {
	Datapath datapath = load(auth_setup());

	check_dropped(datapath, Program::refl_in, packet().payload(golden::auth_request()),
		      STAMP_V_BAD_HMAC);
}

TEST_CASE("R8762-12 R8762-29 signed requests of every shape and length are answered alike") {
	Datapath datapath = reflector(auth_setup());

	for (std::size_t tail : {0, 1, 3, 17, 400, 1288}) {
		for (const auto &shape : {packet().ipv4(), packet().ipv6(), packet().vlan(7),
					  packet().ipv4().options({7, 7, 4, 0})}) {
			Octets payload = golden::auth_request();

			append(payload, pattern(tail));
			INFO("a tail of " << tail);
			const Octets reply =
				signed_answer(datapath, Packet(shape).payload(payload)).payload();

			CHECK(to_hex(slice(reply, 112, tail)) == to_hex(pattern(tail)));
		}
	}
}

TEST_CASE("R8762-22 L-04 a signed reply is not answered again, from any source") {
	Datapath datapath = reflector(auth_setup());
	const Octets reply =
		signed_answer(datapath, packet().payload(golden::auth_request())).payload();

	for (std::uint16_t port : {862, 20001})
		check_untouched(datapath, Program::refl_in,
				packet().ports(port, 862).payload(reply), STAMP_V_LOOP);
}

TEST_CASE("a reply whose key is gone before it leaves is dropped") {
	Datapath datapath = reflector(auth_setup());
	const Run in = datapath.run(Program::refl_in, packet().payload(golden::auth_request()));

	REQUIRE(in.action == redirected);
	datapath.set_keys(0x1234, {});
	const Run out = datapath.run(Program::refl_out, in.out);

	CHECK(out.action == dropped);
	CHECK(out.verdict == STAMP_V_BAD_HMAC);
}
