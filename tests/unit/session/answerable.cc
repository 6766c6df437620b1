// SPDX-License-Identifier: Apache-2.0
#include "session/answerable.h"

#include "render/sentence.h"
#include "support/catch.h"

using namespace stamp;
using net::LocalAddress;

namespace {

net::Interface named(const std::string &name) {
	net::Interface iface;
	iface.name = name;
	return iface;
}

LocalAddress entry(const char *text, stamp_local_kind kind) {
	return {*net::Address::parse(text), kind};
}

} // namespace

TEST_CASE("an interface with an address has something to answer for") {
	for (const char *own : {"192.0.2.1", "fe80::1", "2001:db8::1"})
		CHECK_FALSE(session::no_addresses(named("eth0"), std::nullopt,
						  {entry("192.0.2.255", STAMP_LOCAL_BROADCAST),
						   entry(own, STAMP_LOCAL_UNICAST)}));
}

TEST_CASE("an interface without an address answers nothing, and there is a cure") {
	const std::vector<LocalAddress> broadcast = {entry("192.0.2.255", STAMP_LOCAL_BROADCAST)};
	for (const auto &none : {std::vector<LocalAddress>{}, broadcast}) {
		const auto warning = session::no_addresses(named("eth0"), std::nullopt, none);
		REQUIRE(warning);
		CHECK(stats::code(warning->message) == "no_addresses");
		const std::string text = render::sentence(warning->message);
		CHECK(text.starts_with("eth0 has no address: requests are not answered; try: ip "
				       "address add ADDR dev eth0, or --address"));
	}
}

TEST_CASE("of a port the bridge is named, which has the addresses") {
	const auto warning = session::no_addresses(named("eth0"), named("br0"), {});
	REQUIRE(warning);
	CHECK(stats::code(warning->message) == "no_addresses");
	CHECK(render::sentence(warning->message)
		      .find("a port of the bridge br0; try: stamp reflector br0") !=
	      std::string::npos);
}
