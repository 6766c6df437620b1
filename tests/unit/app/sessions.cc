// SPDX-License-Identifier: Apache-2.0
#include "app/inspect/sessions.h"

#include "net/address.h"
#include "support/catch.h"

using namespace stamp;

TEST_CASE("what a map holds of a session becomes what is shown of it") {
	stamp_session_key key{};
	key.near = net::Address::parse("192.0.2.2")->raw();
	key.far = net::Address::parse("2001:db8::1")->raw();
	key.near_port = stamp_swap16(862);
	key.far_port = stamp_swap16(5000);
	key.ssid = stamp_swap16(0x5a3c);
	stamp_session session{};
	session.rx = (1ull << 32) + 8;
	session.tx = (1ull << 32) + 7;
	session.last_seen_ns = 1000;
	session.first_seq = 10;
	session.last_seq = 19;
	const stats::Session s = app::session_of(key, session, 1'795'414'765'000'000'000, false);
	CHECK(s.src.ip == "2001:db8::1"); // who asks
	CHECK(s.src.port == 5000);
	CHECK(s.dst.ip == "192.0.2.2");
	CHECK(s.dst.port == 862);
	CHECK(s.ssid == 0x5a3c);
	CHECK(s.rx == (1ull << 32) + 8);
	CHECK(s.tx == (1ull << 32) + 7);
	CHECK(s.next_seq == 7); // on the wire: 32 bits
	CHECK(ns(s.last_seen) == 1'795'414'765'000'001'000);
	CHECK_FALSE(s.auth);
	CHECK(app::session_of(key, session, 0, true).auth);
	CHECK(s.lost == 0);
	CHECK(s.duplicate == 0);
}

TEST_CASE("a duplicate of a request hides no loss") {
	stamp_session session{};
	session.rx = 9;
	session.first_seq = 10;
	session.last_seq = 19;
	session.duplicate = 2;
	const stats::Session s = app::session_of({}, session, 0, false);
	CHECK(s.duplicate == 2);
	CHECK(s.lost == 3);
}
