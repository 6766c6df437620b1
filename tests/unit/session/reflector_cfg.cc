// SPDX-License-Identifier: Apache-2.0
#include "session/reflector_cfg.h"

#include "stamp/tlv_values.h"
#include "support/catch.h"

using namespace stamp;
using namespace stamp::session;
using namespace std::chrono_literals;

// What a persistent reflector is asked for is known to the next command by its programs alone.
TEST_CASE("a reflector's spec comes back from its configuration") {
	ReflectorSpec spec;
	spec.ports = {862, 4000};
	spec.format = STAMP_FORMAT_PTP;
	spec.authenticated = true;
	spec.keeps_keys = true;
	spec.stateful = true;
	spec.max_sessions = 77;
	spec.session_timeout = 90s;
	spec.tlvs = {.dscp_allowed = 0x0000400000000001,
		     .micro_session = 0x1234,
		     .process = 1,
		     .location_blank = STAMP_BLANK_MAC,
		     .dscp_own = 0,
		     .return_paths = STAMP_RETURN_NO_REPLY,
		     .unused = {}};

	const ReflectorSpec back = spec_of(reflector_cfg(spec, {}));

	CHECK(back.ports == spec.ports);
	CHECK(back.format == spec.format);
	CHECK(back.authenticated);
	CHECK(back.keeps_keys);
	CHECK(back.stateful);
	CHECK(back.max_sessions == 77);
	CHECK(back.session_timeout == 90s);
	CHECK(back.tlvs.dscp_allowed == spec.tlvs.dscp_allowed);
	CHECK(back.tlvs.micro_session == 0x1234);
	CHECK(back.tlvs.process == 1);
	CHECK(back.tlvs.location_blank == STAMP_BLANK_MAC);
	CHECK(back.tlvs.dscp_own == 0);
	CHECK(back.tlvs.return_paths == STAMP_RETURN_NO_REPLY);
}

TEST_CASE("a stateless reflector's spec has no sessions, and pads what it does not process") {
	ReflectorSpec spec;
	spec.tlvs.process = 0;

	const ReflectorSpec back = spec_of(reflector_cfg(spec, {}));

	CHECK_FALSE(back.stateful);
	CHECK(back.sessions() == 0);
	CHECK_FALSE(back.has_keys());
	CHECK(back.tlvs.process == 0);
	CHECK(back.ports == std::vector<std::uint16_t>{STAMP_PORT});
}
