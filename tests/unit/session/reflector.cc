// SPDX-License-Identifier: Apache-2.0
// A reflector begins and answers.
#include "unit/session/reflector_bench.h"

#include <cerrno>

#include "support/catch.h"

using namespace stamp;
using namespace stamp::session::test;

TEST_CASE("a reflector attaches, with the clock and the addresses of its interface") {
	ReflectorBench bench;
	const auto reflector = bench.create();
	REQUIRE(reflector);
	const Asked &asked = bench.asked[0];
	REQUIRE(asked.attached.size() == 1);
	CHECK(asked.attached[0].name == "lo");
	CHECK(asked.attached[0].is_loopback);
	CHECK(asked.clocks >= 1);
	REQUIRE(asked.addresses.size() == 2); // known first, and looked at again when attached
	CHECK(asked.addresses[0] == asked.addresses[1]);
	CHECK(asked.addresses[0] == bench.host.addresses[ReflectorBench::lo]);
	CHECK(bench.attached == std::vector<std::string>{"lo/fake"});
	CHECK(bench.warnings.empty());
	CHECK((*reflector)->ports().size() == 1);
}

TEST_CASE("--address: answer to these alone, broadcasts stay known as such") {
	ReflectorBench bench;
	const auto address = net::Address::parse("127.0.0.7");
	REQUIRE(address);
	bench.fixed = {*address};
	const net::LocalAddress broadcast{*net::Address::parse("127.255.255.255"),
					  STAMP_LOCAL_BROADCAST};
	bench.host.addresses[ReflectorBench::lo].push_back(broadcast);
	REQUIRE(bench.create());
	REQUIRE(!bench.asked[0].addresses.empty());
	CHECK(bench.asked[0].addresses[0] ==
	      std::vector<net::LocalAddress>{broadcast, {*address, STAMP_LOCAL_UNICAST}});
}

TEST_CASE("an interface that does not exist ends the start") {
	ReflectorBench bench({"lo", "no-such-iface0"});
	const auto reflector = bench.create();
	REQUIRE_FALSE(reflector);
	CHECK(reflector.error().code == ENODEV);
	CHECK(reflector.error().what.find("no-such-iface0") != std::string::npos);
	CHECK(bench.asked[1].attached.empty());
}

TEST_CASE("an interface that cannot be attached to ends the start") {
	ReflectorBench bench;
	bench.asked[0].attach_error = Error{EPERM, "attach to lo"};
	const auto reflector = bench.create();
	REQUIRE_FALSE(reflector);
	CHECK(reflector.error().code == EPERM);
	CHECK(bench.attached.empty());
	CHECK(bench.asked[0].addresses.empty());
}

TEST_CASE("several interfaces in one process, each with its own datapath") {
	ReflectorBench bench({"lo", "lo"});
	auto reflector = bench.create();
	REQUIRE(reflector);
	CHECK(bench.attached == std::vector<std::string>{"lo/fake", "lo/fake"});
	const int before = bench.asked[1].clocks;
	bench.asked[1].records.resize(1);
	bench.good = [&] { return bench.answered.empty(); };
	bench.run(**reflector);
	CHECK(bench.answered.size() == 1);
	CHECK(bench.asked[1].clocks > before); // it follows the clock
	CHECK(bench.asked[0].clocks == bench.asked[1].clocks);
}
