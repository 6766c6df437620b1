// SPDX-License-Identifier: Apache-2.0
// Interfaces of a reflector that go, come back and change.
#include "unit/session/reflector_bench.h"

#include "render/sentence.h"
#include "support/catch.h"

using namespace stamp;
using namespace stamp::session::test;
using namespace std::chrono_literals;
using Kind = net::LinkChange::Kind;

namespace {

constexpr int lo = ReflectorBench::lo, eth0 = ReflectorBench::eth0;

std::vector<net::LocalAddress> unicast(const char *address) {
	return {{net::Address::parse(address).value(), STAMP_LOCAL_UNICAST}};
}

} // namespace

TEST_CASE("an interface that is removed is waited for, and attached to under its new number") {
	ReflectorBench bench({"eth0"});
	auto reflector = bench.create();
	REQUIRE(reflector);
	constexpr int back = 7;
	bench.host.at(bench.host.now() + 1s, [&] {
		bench.remove_interface(eth0);
		bench.host.change_link({Kind::deleted, eth0, "eth0"});
	});
	bench.host.at(bench.host.now() + 60s, [&] {
		bench.add_interface("eth0", back, "192.0.2.7");
		bench.host.change_link({Kind::added, back, "eth0", true});
	});
	bench.good = [&] { return bench.asked[0].attached.size() < 2; };
	bench.run(**reflector);
	REQUIRE(bench.warnings.size() == 1);
	CHECK(stats::code(bench.warnings[0].message) == "interface_gone");
	CHECK(render::sentence(bench.warnings[0].message).find("interface eth0 was removed") == 0);
	CHECK(bench.asked[0].detached == 1);
	CHECK(bench.asked[0].attached[1].index == back);
	CHECK(bench.asked[0].addresses.back() == unicast("192.0.2.7"));
	CHECK(bench.attached == std::vector<std::string>{"eth0/fake", "eth0/fake"});
}

TEST_CASE("an interface of another name is no return of the one that went") {
	ReflectorBench bench({"eth0"});
	auto reflector = bench.create();
	REQUIRE(reflector);
	bench.host.at(bench.host.now() + 1s, [&] {
		bench.remove_interface(eth0);
		bench.host.change_link({Kind::deleted, eth0, "eth0"});
	});
	bench.host.at(bench.host.now() + 2s, [&] {
		bench.add_interface("eth1", 7, "192.0.2.7");
		bench.host.change_link({Kind::added, 7, "eth1", true});
	});
	const MonoTime end = bench.host.now() + 10s;
	bench.good = [&] { return bench.host.now() < end; };
	bench.run(**reflector);
	CHECK(bench.asked[0].attached.size() == 1);
}

TEST_CASE("addresses that change are answered from then on") {
	ReflectorBench bench({"lo", "eth0"});
	auto reflector = bench.create();
	REQUIRE(reflector);
	const std::size_t before = bench.asked[0].addresses.size();
	bench.host.at(bench.host.now() + 1s, [&] {
		bench.host.addresses[eth0] = unicast("192.0.2.99");
		bench.host.change_link({Kind::addresses, eth0, "eth0"});
	});
	bench.good = [&] { return bench.asked[1].addresses.back() != unicast("192.0.2.99"); };
	bench.run(**reflector);
	CHECK(bench.asked[0].addresses.size() == before); // nothing changed there
	CHECK(bench.warnings.empty());
}

TEST_CASE("after lost messages of the kernel every interface is looked at") {
	ReflectorBench bench({"lo", "eth0"});
	auto reflector = bench.create();
	REQUIRE(reflector);
	bench.host.at(bench.host.now() + 1s, [&] {
		bench.host.addresses[lo] = unicast("127.0.0.2");
		bench.remove_interface(eth0);
		bench.host.change_link({});
	});
	bench.good = [&] { return bench.warnings.empty(); };
	bench.run(**reflector);
	REQUIRE(bench.warnings.size() == 1);
	CHECK(stats::code(bench.warnings[0].message) == "interface_gone");
	CHECK(render::sentence(bench.warnings[0].message).find("interface eth0 ") == 0);
	CHECK(bench.asked[0].addresses.back() == unicast("127.0.0.2"));
	CHECK(bench.asked[0].detached == 0);
}

TEST_CASE("a port of a bridge without an address is reported at the start, with the bridge") {
	ReflectorBench bench({"eth0"});
	bench.add_interface("br0", 7, "192.0.2.7");
	bench.host.ifaces.back().kind = "bridge";
	bench.host.ifaces[1].master = 7;
	bench.host.addresses[eth0].clear();
	REQUIRE(bench.create());
	REQUIRE(bench.warnings.size() == 1);
	CHECK(stats::code(bench.warnings[0].message) == "no_addresses");
	CHECK(render::sentence(bench.warnings[0].message).find("a port of the bridge br0") !=
	      std::string::npos);
}
