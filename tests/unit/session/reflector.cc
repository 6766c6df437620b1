// SPDX-License-Identifier: Apache-2.0
#include "session/reflector.h"

#include <cerrno>
#include <csignal>

#include "support/catch.h"
#include "support/virtual_host.h"
#include "unit/session/fake_reflector.h"

using namespace stamp;
using namespace stamp::session::test;
using namespace std::chrono_literals;
using session::Reflector;

namespace {

// A reflector on interfaces named as given, each with its own account of what was asked.
struct Bench {
	explicit Bench(std::vector<std::string> names = {"lo"}) : ifaces(std::move(names)) {
		host.wire.kernel.synced = false; // nobody asks chronyd or ptp4l
		asked.resize(ifaces.size());
	}

	Result<std::unique_ptr<Reflector>> create() {
		session::ReflectorEvents events;
		events.attached = [this](const session::ReflectorPort &port) {
			attached.push_back(port.iface + "/" + port.datapath->hook());
		};
		events.answered = [this](auto &iface, auto &) { answered.push_back(iface); };
		events.warning = [this](auto &warning) { warnings.push_back(warning); };
		events.interim = [this] { interim++; };
		events.good = [this] { return good(); };
		events.hangup = hangup;
		events.done = [this] { done++; };
		std::vector<session::ReflectorPort> ports;
		for (std::size_t i = 0; i < ifaces.size(); i++)
			ports.push_back({ifaces[i], std::make_unique<FakeReflector>(asked[i])});
		return Reflector::create(STAMP_FORMAT_PTP, fixed, std::move(ports),
					 std::move(events), host);
	}
	void run(Reflector &reflector) { session::Loop(host).run({&reflector}); }

	stamp::test::VirtualHost host;
	std::vector<std::string> ifaces;
	std::vector<Asked> asked;
	std::vector<net::Address> fixed;
	std::function<bool()> good = [] { return true; };
	std::vector<std::string> attached, answered;
	std::vector<stats::Warning> warnings;
	int interim = 0, done = 0;
	std::function<bool()> hangup;
};

} // namespace

TEST_CASE("a reflector attaches, with the clock and the addresses of its interface") {
	Bench bench;
	const auto reflector = bench.create();
	REQUIRE(reflector);
	const Asked &asked = bench.asked[0];
	REQUIRE(asked.attached.size() == 1);
	CHECK(asked.attached[0].name == "lo");
	CHECK(asked.attached[0].is_loopback);
	CHECK(asked.clocks >= 1);
	REQUIRE(asked.addresses.size() == 2); // known first, and looked at again when attached
	CHECK(asked.addresses[0] == asked.addresses[1]);
	const auto local = net::local_addresses(asked.attached[0].index);
	REQUIRE(local);
	CHECK(asked.addresses[0] == *local);
	CHECK(bench.attached == std::vector<std::string>{"lo/fake"});
	CHECK(bench.warnings.empty());
	CHECK((*reflector)->ports().size() == 1);
}

TEST_CASE("--address: answer to these alone, broadcasts stay known as such") {
	Bench bench;
	const auto address = net::Address::parse("127.0.0.7");
	REQUIRE(address);
	bench.fixed = {*address};
	REQUIRE(bench.create());
	REQUIRE(!bench.asked[0].addresses.empty());
	std::vector<net::LocalAddress> unicast;
	for (const auto &local : bench.asked[0].addresses[0])
		if (local.kind == STAMP_LOCAL_UNICAST)
			unicast.push_back(local);
	CHECK(unicast == std::vector<net::LocalAddress>{{*address, STAMP_LOCAL_UNICAST}});
}

TEST_CASE("an interface that does not exist ends the start") {
	Bench bench({"lo", "no-such-iface0"});
	const auto reflector = bench.create();
	REQUIRE_FALSE(reflector);
	CHECK(reflector.error().code == ENODEV);
	CHECK(reflector.error().what.find("no-such-iface0") != std::string::npos);
	CHECK(bench.asked[1].attached.empty());
}

TEST_CASE("an interface that cannot be attached to ends the start") {
	Bench bench;
	bench.asked[0].attach_error = Error{EPERM, "attach to lo"};
	const auto reflector = bench.create();
	REQUIRE_FALSE(reflector);
	CHECK(reflector.error().code == EPERM);
	CHECK(bench.attached.empty());
	CHECK(bench.asked[0].addresses.empty());
}

TEST_CASE("SIGTERM and SIGINT end a reflector; what it answered until then is told") {
	const int signal = GENERATE(SIGTERM, SIGINT);
	Bench bench;
	auto reflector = bench.create();
	REQUIRE(reflector);
	bench.asked[0].records.resize(2);
	bench.host.raise(signal);
	const MonoTime start = bench.host.now();
	bench.run(**reflector);
	CHECK(bench.host.now() - start < 10s);
	CHECK(bench.answered == std::vector<std::string>{"lo", "lo"});
}

TEST_CASE("SIGQUIT asks a reflector for an interim line and stops nothing") {
	Bench bench;
	auto reflector = bench.create();
	REQUIRE(reflector);
	bench.host.raise(SIGQUIT);
	bench.good = [&] { return bench.interim == 0; };
	bench.run(**reflector);
	CHECK(bench.interim == 1);
}

TEST_CASE("SIGHUP ends a reflector, unless somebody wants it") {
	for (const bool wanted : {false, true}) {
		Bench bench;
		int times = 0;
		if (wanted)
			bench.hangup = [&] {
				times++;
				return false;
			};
		auto reflector = bench.create();
		REQUIRE(reflector);
		bench.host.raise(SIGHUP);
		int rounds = 0;
		bench.good = [&] { return ++rounds <= 3; };
		bench.run(**reflector);
		CHECK(times == wanted);
		CHECK((rounds > 1) == wanted);
	}
}

TEST_CASE("new keys are taken in pieces, with signals heard between them") {
	Bench bench;
	std::vector<int> left;
	bench.hangup = [&] { // as the command does
		return bench.asked[0].pieces = 3, true;
	};
	auto reflector = bench.create();
	REQUIRE(reflector);
	bench.asked[0].piece = [&](int pieces) {
		left.push_back(pieces);
		if (pieces == 2)
			bench.host.raise(SIGTERM);
	};
	bench.host.raise(SIGHUP);
	bench.run(**reflector);
	CHECK(left == std::vector<int>{3, 2});
	CHECK(bench.done == 0);
}

TEST_CASE("when the last piece is done, that is told once") {
	Bench bench({"lo", "lo"});
	bench.hangup = [&] {
		bench.asked[0].pieces = 1;
		bench.asked[1].pieces = 4;
		return true;
	};
	auto reflector = bench.create();
	REQUIRE(reflector);
	bench.host.raise(SIGHUP);
	int rounds = 0;
	bench.good = [&] { return ++rounds <= 8; };
	bench.run(**reflector);
	CHECK((bench.asked[0].pieces == 0 && bench.asked[1].pieces == 0));
	CHECK(bench.done == 1);
}

TEST_CASE("a reader of the output that went away ends a reflector") {
	Bench bench;
	auto reflector = bench.create();
	REQUIRE(reflector);
	bench.good = [] { return false; };
	bench.run(**reflector);
}

TEST_CASE("requests over the rate are told of their interface, all of them by the end") {
	Bench bench({"lo", "lo"});
	auto reflector = bench.create();
	REQUIRE(reflector);
	bench.good = [&] {
		bench.asked[1].counted[STAMP_V_RATE_LIMITED] += 5;
		return bench.asked[1].counted[STAMP_V_RATE_LIMITED] < 10;
	};
	bench.run(**reflector);
	REQUIRE(bench.warnings.size() == 1);
	CHECK(bench.warnings[0].code == "rate_limited");
	CHECK(bench.warnings[0].detail == "lo: 10 requests exceeded the rate and were dropped");
}

TEST_CASE("replies that never came to egress are told of their interface, also at the very end") {
	Bench bench({"lo", "lo"});
	auto reflector = bench.create();
	REQUIRE(reflector);
	int rounds = 0;
	bench.good = [&] {
		bench.asked[1].counted[STAMP_V_REFLECTED] += 3;
		bench.asked[1].counted[STAMP_V_UNSTAMPED]++;
		return ++rounds <= 1;
	};
	bench.run(**reflector);
	REQUIRE(bench.warnings.size() == 1);
	CHECK(bench.warnings[0].code == "unstamped");
	CHECK(bench.warnings[0].detail.find("lo: 1 of 3 ") == 0);

	Bench at_end;
	auto other = at_end.create();
	REQUIRE(other);
	at_end.good = [&] {
		at_end.asked[0].counted[STAMP_V_UNSTAMPED] = 1;
		return false;
	};
	at_end.run(**other);
	REQUIRE(at_end.warnings.size() == 1);
	CHECK(at_end.warnings[0].code == "unstamped");
}

TEST_CASE("receive times that a network card did not have are told, and not every time") {
	Bench bench({"lo", "lo"});
	auto reflector = bench.create();
	REQUIRE(reflector);
	int rounds = 0;
	bench.asked[1].times = {9, 1, 0, 0};
	bench.good = [&] {
		bench.asked[1].times[STAMP_HW_MISSING]++;
		return ++rounds <= 3;
	};
	bench.run(**reflector);
	REQUIRE(bench.warnings.size() == 1);
	CHECK(bench.warnings[0].code == "hardware_times");
	CHECK(bench.warnings[0].detail.find("lo: 2 of 11 ") == 0);
}

TEST_CASE("several interfaces in one process, each with its own datapath") {
	Bench bench({"lo", "lo"});
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

TEST_CASE("what others detach is told, attached again, and told again") {
	Bench bench({"lo", "lo"});
	auto reflector = bench.create();
	REQUIRE(reflector);
	bench.asked[1].missing = "egress program";
	bench.good = [&] { return bench.warnings.size() < 2; };
	bench.run(**reflector);
	REQUIRE(bench.warnings.size() == 2);
	CHECK(bench.warnings[0].code == "detached");
	CHECK(bench.warnings[0].detail.find("lo: no longer attached: egress program") == 0);
	CHECK(bench.warnings[1].code == "attached_again");
	CHECK(bench.asked[0].attached.size() == 1);
	CHECK(bench.asked[1].attached.size() == 2);
	CHECK(bench.asked[1].detached == 1);
	CHECK(bench.asked[1].addresses.size() == 4); // those of the interface as it is now
}

TEST_CASE("what cannot be attached again is tried until it can, and the reason told once") {
	Bench bench;
	auto reflector = bench.create();
	REQUIRE(reflector);
	bench.asked[0].missing = "ingress program and egress program";
	bench.asked[0].attach_error = Error{EBUSY, "attach to lo"};
	bench.good = [&] {
		if (bench.asked[0].attached.size() == 4)
			bench.asked[0].attach_error.reset();
		return bench.warnings.empty() || bench.warnings.back().code != "attached_again";
	};
	bench.run(**reflector);
	std::vector<std::string> codes;
	for (const auto &warning : bench.warnings)
		codes.push_back(warning.code);
	CHECK(codes == std::vector<std::string>{"detached", "attach_failed", "attached_again"});
	CHECK(bench.asked[0].attached.size() == 5);
}
