// SPDX-License-Identifier: Apache-2.0
// A reflector that is provisioned with its sessions (RFC 8972 3). check_dropped() and
// check_untouched() look at both hooks.
#include <cstddef>

#include "bpf/auth_rows.h"

using namespace stamp::test;

namespace {

constexpr Program hooks[] = {Program::refl_in, Program::refl_xdp};

Datapath provisioned(std::initializer_list<std::uint16_t> ssids, Setup setup = {}) {
	setup.cfg.has_ssids = 1;
	Datapath datapath = load(setup);

	for (const std::uint16_t ssid : ssids)
		datapath.add_ssid(ssid);
	return datapath;
}

Packet with_ssid(std::uint16_t ssid) {
	return packet().stamp_request(seq(1).ssid(ssid));
}

bool is_answered(Datapath &datapath, Program hook, const Octets &frame) {
	return datapath.run(hook, frame).verdict == STAMP_V_REFLECTED;
}

} // namespace

TEST_CASE("R8972-02 the sessions that were provisioned are answered, and no others") {
	Datapath datapath = provisioned({1, 63, 64, 0x5a3c, 65535});

	for (Program hook : hooks) {
		for (std::uint16_t ssid : {1, 63, 64, 0x5a3c, 65535}) {
			INFO("SSID " << ssid);
			CHECK(is_answered(datapath, hook, with_ssid(ssid)));
		}
		for (std::uint16_t ssid : {0, 2, 62, 65, 127, 0x3c5a, 65534}) {
			INFO("SSID " << ssid);
			check_dropped(datapath, Program::refl_in, with_ssid(ssid),
				      STAMP_V_NO_SESSION);
		}
	}
}

TEST_CASE("R8972-02 requests without an SSID are a session like any, short ones among them") {
	const Octets short_request = packet().payload(Octets(14));
	Datapath without = provisioned({0}), with = provisioned({7});

	for (Program hook : hooks) {
		CHECK(is_answered(without, hook, with_ssid(0)));
		CHECK(is_answered(without, hook, short_request));
		check_dropped(without, Program::refl_in, with_ssid(7), STAMP_V_NO_SESSION);
		check_dropped(with, Program::refl_in, short_request, STAMP_V_NO_SESSION);
	}
}

TEST_CASE("R8972-02 the other elements of a session are asked for as well") {
	Setup setup;

	setup.cfg.any_address = 0;
	setup.cfg.has_allow = 1;
	Datapath datapath = provisioned({7}, setup);

	datapath.add_local("192.0.2.2");
	datapath.add_allowed("192.0.2.0", 24);
	for (Program hook : hooks) {
		CHECK(is_answered(datapath, hook, with_ssid(7)));
		check_dropped(datapath, Program::refl_in,
			      with_ssid(7).ipv4("198.51.100.1", "192.0.2.2"), STAMP_V_NOT_ALLOWED);
		check_untouched(datapath, Program::refl_in,
				with_ssid(7).ipv4("192.0.2.1", "192.0.2.3"), STAMP_V_NOT_STAMP);
		check_untouched(datapath, Program::refl_in, with_ssid(7).ports(5000, 863),
				STAMP_V_NOT_STAMP);
	}
}

TEST_CASE("R8972-02 every shape of a frame is asked for its session") {
	Datapath datapath = provisioned({7});

	for (Program hook : hooks)
		for (const Packet &shape : {packet().vlan(4), packet().ipv6(), packet().ipv4()}) {
			CHECK(is_answered(datapath, hook,
					  Packet(shape).stamp_request(seq(1).ssid(7))));
			check_dropped(datapath, Program::refl_in,
				      Packet(shape).stamp_request(seq(1).ssid(8)),
				      STAMP_V_NO_SESSION);
		}
}

TEST_CASE("R8972-02 a request of no session leaves no state, and takes nothing of a rate") {
	Setup setup;

	setup.cfg.max_sessions = 4;
	setup.cfg.session_timeout_ns = 1000000000;
	setup.cfg.rate = {1000000000, 0};
	Datapath datapath = provisioned({7}, setup);

	check_dropped(datapath, Program::refl_in, with_ssid(8), STAMP_V_NO_SESSION);
	CHECK(!datapath.source("192.0.2.1"));
	CHECK(datapath.sessions().empty());
	CHECK(is_answered(datapath, Program::refl_in, with_ssid(7)));
	CHECK(datapath.sessions().size() == 1);
}

TEST_CASE("R8972-02 signed requests are asked for their session, too") {
	const Octets frame = packet().payload(golden::auth_request());
	const std::uint16_t ssid =
		get16(golden::auth_request(), offsetof(stamp_auth_request, ssid));

	for (const bool known : {true, false}) {
		Datapath datapath = provisioned({known ? ssid : static_cast<std::uint16_t>(~ssid)},
						auth_setup());

		datapath.set_keys(STAMP_ANY_SSID, {golden::key()});
		for (Program hook : hooks) {
			if (known)
				CHECK(is_answered(datapath, hook, frame));
			else
				check_dropped(datapath, Program::refl_in, frame,
					      STAMP_V_NO_SESSION);
		}
	}
}
