// SPDX-License-Identifier: Apache-2.0
#include "socket/tables.h"

#include "net/prefix.h"
#include "support/catch.h"

using namespace stamp;

namespace {

stamp_prefix prefix(const char *text) {
	return net::Prefix::parse(text).value().key();
}

stamp_addr address(const char *text) {
	return net::Address::parse(text).value().raw();
}

} // namespace

TEST_CASE("of prefixes the longest decides, in whatever order they came") {
	socket::PrefixTable table;

	CHECK(table.find(address("192.0.2.1")) == 0);
	table.set(prefix("192.0.2.0/24"), 2);
	table.set(prefix("192.0.2.7"), 3);
	table.set(prefix("192.0.0.0/16"), 1);
	table.set(prefix("::/0"), 4);
	CHECK(table.find(address("192.0.2.7")) == 3);
	CHECK(table.find(address("192.0.2.8")) == 2);
	CHECK(table.find(address("192.0.3.8")) == 1);
	CHECK(table.find(address("2001:db8::1")) == 4);
	CHECK(table.find(address("10.0.0.1")) == 4); // by its mapped form
	table.set(prefix("192.0.2.7"), 5);
	CHECK(table.find(address("192.0.2.7")) == 5);
	table.clear();
	CHECK(table.find(address("192.0.2.7")) == 0);
}

TEST_CASE("a prefix may end within an octet") {
	socket::PrefixTable table;

	table.set(prefix("2001:db8::/33"), 1);
	CHECK(table.find(address("2001:db8:7fff::1")) == 1);
	CHECK(table.find(address("2001:db8:8000::1")) == 0);
}

TEST_CASE("a table finds what was inserted until it is erased") {
	socket::Table<stamp_addr, int> table;

	for (std::uint32_t i = 0; i < 1000; i++)
		CHECK(table.insert({{0, 0, 0, i}}, static_cast<int>(i)) == 0);
	CHECK(table.insert({{0, 0, 0, 7}}, 1) != 0);
	const int *const kept = table.find({{0, 0, 0, 7}});
	REQUIRE(kept);
	CHECK(*kept == 7);
	CHECK(table.erase({{0, 0, 0, 8}}) == 0);
	CHECK(table.erase({{0, 0, 0, 8}}) != 0);
	CHECK(!table.find({{0, 0, 0, 8}}));
	CHECK(table.find({{0, 0, 0, 7}}) == kept); // where it was
	CHECK(table.size() == 999);
}

TEST_CASE("keys are found by SSID, and a single one for all of them says so") {
	auto ring = session::KeyRing::create(2).value();
	stamp_keys keys{};

	keys.count = 1;
	keys.key[0].inner[0] = 1;
	ring.entries()[0] = {7, keys};
	keys.key[0].inner[0] = 2;
	ring.entries()[1] = {STAMP_ANY_SSID, keys};
	socket::KeyTable table;
	REQUIRE(table.fill(ring));
	REQUIRE(table.find(7));
	CHECK(table.find(7)->key[0].inner[0] == 1);
	CHECK(table.find(STAMP_ANY_SSID)->key[0].inner[0] == 2);
	CHECK(!table.find(STAMP_ANY_SSID)->is_only);
	CHECK(!table.find(8));

	auto one = session::KeyRing::create(1).value();
	one.entries()[0] = {STAMP_ANY_SSID, keys};
	REQUIRE(table.fill(one));
	CHECK(table.find(STAMP_ANY_SSID)->is_only);
	CHECK(!table.find(7));
}
