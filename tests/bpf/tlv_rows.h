// SPDX-License-Identifier: Apache-2.0
// A setup for TLVs, and what comes behind the base packet of its answers.
#pragma once

#include "bpf/auth_rows.h"

namespace stamp::test {

inline Setup tlv_setup() {
	Setup setup;

	setup.cfg.process_tlvs = 1;
	setup.cfg.dscp_allowed = ~0ull;
	return setup;
}

inline Setup stateful(Setup setup) {
	setup.cfg.max_sessions = 4;
	setup.cfg.session_timeout_ns = 1000000000;
	return setup;
}

// What is behind the base packet, after both programs; XDP must give the same frame.
inline Octets tail_of_answer(Datapath &datapath, const Octets &frame, std::size_t base = 44) {
	const Run in = datapath.run(Program::refl_in, frame);

	INFO("verdict " << in.verdict);
	REQUIRE(in.action == redirected);
	const Run out = datapath.run(Program::refl_out, in.out);
	const Frame reply(out.out);

	REQUIRE(out.verdict == STAMP_V_STAMPED);
	CHECK(reply.udp_checksum_is_valid());
	CHECK(reply.ip_checksum_is_valid());
	CHECK(reply.lengths_agree());
	return slice(reply.payload(), base, reply.payload().size() - base);
}

inline Octets xdp_answer(Datapath &datapath, const Octets &frame) {
	const Run run = datapath.run(Program::refl_xdp, frame);

	REQUIRE(run.action == XDP_TX);
	return run.out;
}

inline Packet request_with(const Octets &tail) {
	return packet().payload(with_tail(golden::request(), tail));
}

} // namespace stamp::test
