// SPDX-License-Identifier: Apache-2.0
// The rows of the doctor about an interface, on facts that are not at hand.
#include <cerrno>

#include "support/catch.h"
#include "unit/cli/doctor_facts.h"

using namespace stamp;
using namespace stamp::test;

TEST_CASE("what could not be asked of an interface is a note that says why") {
	app::InterfaceFacts bare = good_interface();
	bare.addresses = Error{EPERM, "ask"};
	bare.at_tc = bare.at_xdp = Error{EPERM, "ask"};
	bare.ingress_qdisc = Error{EPERM, "ask"};
	bare.offloads = Error{EPERM, "ask"};
	for (const char *name : {"addresses", "programs", "XDP", "ingress qdisc", "offloads"}) {
		CAPTURE(name);
		CHECK(row(bare, name).finding == Finding::note);
		CHECK(row(bare, name).text == "not known: ask: Operation not permitted");
	}
}

TEST_CASE("an interface that is not there, or not up") {
	app::InterfaceFacts facts = good_interface();
	facts.name = "etho";
	facts.link = Error{ENODEV, "find interface etho"};
	const auto checks = checks_of(facts, good_host(), {"eth0", "lo"});
	REQUIRE(checks.size() == 1);
	CHECK(checks.front().finding == Finding::fault);
	CHECK(checks.front().cure == "eth0");

	facts = good_interface();
	facts.link->up = false;
	CHECK(row(facts, "link").text == "no carrier");
	CHECK(row(facts, "link").finding == Finding::fault);
	facts.is_set_up = false;
	CHECK(row(facts, "link").cure == "ip link set eth0 up");
	facts.asked_for = false;
	CHECK(row(facts, "link").finding == Finding::note);
}

TEST_CASE("what fits an interface") {
	app::InterfaceFacts facts = good_interface();
	CHECK(row(facts, "MTU").text ==
	      "1500: packets of up to 1472 octets over IPv4, 1452 over IPv6");
	facts.link->mtu = 1279;
	CHECK(row(facts, "MTU").finding == Finding::note);
	facts.link->mtu = 72; // 44 octets, UDP, IPv4
	CHECK(row(facts, "MTU").finding == Finding::note);
	CHECK(has(row(facts, "MTU").text, "up to 44 octets"));
	facts.link->mtu = 71;
	CHECK(row(facts, "MTU").finding == Finding::fault);
}

TEST_CASE("which addresses are answered") {
	app::InterfaceFacts facts = good_interface();
	CHECK(row(facts, "addresses").text == "192.0.2.1");
	facts.addresses->assign(9, facts.addresses->front());
	CHECK(row(facts, "addresses").text.ends_with(", and 3 more"));
	facts.addresses->assign(1025, facts.addresses->front());
	CHECK(row(facts, "addresses").finding == Finding::note);
	facts.addresses->assign(
		1, {net::Address::parse("192.0.2.255").value(), STAMP_LOCAL_BROADCAST});
	CHECK(row(facts, "addresses").finding == Finding::note);
}

TEST_CASE("whose programs are on the hooks") {
	app::InterfaceFacts facts = good_interface();
	facts.at_tc = bpf::HookHolders{{"tcx ingress", 7, "stamp_refl_in"}};
	CHECK(row(facts, "programs").text == "tcx ingress: program 7 (stamp_refl_in)");
	CHECK(row(facts, "programs").finding == Finding::ok);
	facts.at_tc->push_back({"clsact egress", 0, ""});
	facts.at_xdp->push_back({"xdp", 9, ""});
	CHECK(row(facts, "programs").text == "not of stamp: clsact egress: a filter");
	CHECK(row(facts, "XDP").text.starts_with("xdp: program 9:"));
	CHECK(row(facts, "XDP").finding == Finding::note);
	CHECK(has(row(facts, "XDP").cure, "--hook tcx"));
}

TEST_CASE("an ingress qdisc stops clsact, hence stamp where there is no TCX") {
	app::InterfaceFacts facts = good_interface();
	facts.ingress_qdisc = std::string("clsact");
	CHECK(row(facts, "ingress qdisc").finding == Finding::ok);
	facts.ingress_qdisc = std::string("ingress");
	CHECK(row(facts, "ingress qdisc").finding == Finding::note);
	app::HostFacts old = good_host();
	old.hooks[1].available = false;
	CHECK(row(facts, "ingress qdisc", old).finding == Finding::fault);
}

TEST_CASE("offloads that join datagrams are a note") {
	app::InterfaceFacts facts = good_interface();
	CHECK(row(facts, "offloads").text == "rx-gro");
	facts.offloads->on.emplace_back("rx-udp-gro-forwarding");
	CHECK(row(facts, "offloads").finding == Finding::note);
	CHECK(row(facts, "offloads").cure == "ethtool -K eth0 rx-udp-gro-forwarding off");
}
