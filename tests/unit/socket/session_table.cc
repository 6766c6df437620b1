// SPDX-License-Identifier: Apache-2.0
#include "socket/session_table.h"

#include <algorithm>

#include "support/catch.h"

using namespace stamp;
using socket::SessionTable;

namespace {

stamp_session_key key_of(__u16 ssid) {
	stamp_session_key key = {};
	key.ssid = ssid;
	return key;
}

stamp_session session_of(__u64 rx) {
	stamp_session session = {};
	session.rx = rx;
	return session;
}

} // namespace

TEST_CASE("a session is where others read it, from its beginning to its end") {
	std::vector<stamp_process_session> memory(2);
	SessionTable table;
	table.use(memory);
	REQUIRE(table.insert(key_of(7), session_of(1)) == 0);
	CHECK(table.insert(key_of(7), session_of(2)) != 0);
	CHECK(table.find(key_of(7))->rx == 1);
	CHECK_FALSE(table.find(key_of(8)));
	const auto shared = std::find_if(memory.begin(), memory.end(),
					 [](const auto &entry) { return entry.changes % 2 == 1; });
	REQUIRE(shared != memory.end());
	CHECK(shared->key.ssid == 7);
	table.find(key_of(7))->rx = 5;
	CHECK(shared->session.rx == 5);
	CHECK(table.erase(key_of(7)) == 0);
	CHECK(table.erase(key_of(7)) != 0);
	CHECK(shared->changes == 2);
	CHECK(table.size() == 0);
}

TEST_CASE("a full table takes no more, until a session ends") {
	std::vector<stamp_process_session> memory(2);
	SessionTable table;
	table.use(memory);
	REQUIRE(table.insert(key_of(1), session_of(1)) == 0);
	REQUIRE(table.insert(key_of(2), session_of(2)) == 0);
	CHECK(table.insert(key_of(3), session_of(3)) != 0);
	REQUIRE(table.erase(key_of(1)) == 0);
	REQUIRE(table.insert(key_of(3), session_of(3)) == 0);
	CHECK(table.find(key_of(2))->rx == 2);
	CHECK(table.find(key_of(3))->rx == 3);
}

TEST_CASE("without memory of others there is as much room as is asked for") {
	SessionTable table;
	for (__u16 ssid = 0; ssid < 1000; ssid++)
		REQUIRE(table.insert(key_of(ssid), session_of(ssid)) == 0);
	CHECK(table.size() == 1000);
	CHECK(table.find(key_of(0))->rx == 0);
	CHECK(table.find(key_of(999))->rx == 999);
}
