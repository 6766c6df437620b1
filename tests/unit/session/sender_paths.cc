// SPDX-License-Identifier: Apache-2.0
#include "session/sender_paths.h"

#include <cerrno>

#include "session/network_error.h"
#include "support/catch.h"

using namespace stamp;

namespace {

net::Endpoint endpoint(const char *address, std::uint16_t port = 862) {
	return {net::Address::parse(address).value(), port};
}

session::SenderPaths two_with_room_for(std::size_t most) {
	session::SenderSpec spec;
	spec.most_targets = most;
	session::SenderPlan plan;
	plan.targets = {{.to = endpoint("192.0.2.1")}, {.to = endpoint("192.0.2.2")}};
	return {spec, plan};
}

} // namespace

TEST_CASE("targets of a datapath come while there is room, and go") {
	auto paths = two_with_room_for(3);
	CHECK(paths.most() == 3);
	CHECK(paths.slots() == 3 * paths.slots_each());
	CHECK(paths.slot(2, 1) == 2 * paths.slots_each() + 1);
	REQUIRE(paths.check_room(2, endpoint("192.0.2.3")));
	CHECK(paths.check_room(3, endpoint("192.0.2.4")).error().code == ENOSPC);
	CHECK(paths.remove(2).error().code == ENOENT);
	paths.add(2, endpoint("192.0.2.3"));
	CHECK(net::Endpoint::from(paths.destination(2)->storage) == endpoint("192.0.2.3"));
	CHECK(paths.remove(2).value() == endpoint("192.0.2.3"));
	CHECK(paths.plan().targets[2].to == net::Endpoint{});
	paths.add(2, endpoint("192.0.2.9"));
	CHECK(paths.plan().targets[2].to == endpoint("192.0.2.9"));
}

TEST_CASE("an error of the network is of its target; one of this host is none") {
	const auto paths = two_with_room_for(2);
	net::IcmpError error;
	error.target = endpoint("192.0.2.2");
	error.code = ECONNREFUSED;
	error.text = "port unreachable";
	CHECK_FALSE(session::network_error_of(error, paths.plan().targets));
	error.from = net::Address::parse("192.0.2.2").value();
	const auto reported = session::network_error_of(error, paths.plan().targets);
	REQUIRE(reported);
	CHECK(reported->session == 1);
	CHECK(reported->code == ECONNREFUSED);
	CHECK(reported->text == "port unreachable (says 192.0.2.2)");
}
