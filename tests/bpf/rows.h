// SPDX-License-Identifier: Apache-2.0
// What the rows have in common.
#pragma once

#include "support/catch.h"
#include "support/frame.h"
#include "support/golden.h"
#include "support/prog_run.h"

namespace stamp::test {

inline Datapath load(const Setup &setup) {
	auto datapath = Datapath::load(setup);

	REQUIRE(datapath);
	return *std::move(datapath);
}

inline Octets with_tail(Octets payload, const Octets &tail) {
	append(payload, tail);
	return payload;
}

// The clock of a test stands still, so that even the times are the same.
inline void check_xdp_answers_alike(Datapath &datapath, const Octets &request,
				    const Octets &reply) {
	const Run run = datapath.run(Program::refl_xdp, request);

	CHECK(run.action == XDP_TX);
	CHECK(run.verdict == STAMP_V_REFLECTED);
	CHECK(to_hex(run.out) == to_hex(reply));
}

// A program at XDP passes up what it does not settle, and drops what the one at tc drops.
inline void check_xdp_leaves(Datapath &datapath, Program program, const Octets &frame,
			     stamp_verdict dropped_for) {
	if (program != Program::refl_in && program != Program::send_in)
		return;
	const auto run = datapath.try_run(
		program == Program::refl_in ? Program::refl_xdp : Program::send_xdp, frame);

	if (!run)
		return; // the kernel makes no XDP buffer of it
	INFO("at XDP");
	CHECK(run->action == (dropped_for ? XDP_DROP : XDP_PASS));
	CHECK(run->counted == (dropped_for ? 1 : 0));
	CHECK(run->verdict == dropped_for);
	CHECK(to_hex(run->out) == to_hex(frame));
}

// The reply after both programs, whatever else a row wants of it: redirected at ingress, stamped at
// egress, with right checksums after each. XDP gives the same one.
inline Frame answer_of(Datapath &datapath, const Octets &request, bool has_mac = true) {
	const Run in = datapath.run(Program::refl_in, request);

	INFO("request " << to_hex(request));
	INFO("verdict at ingress " << in.verdict);
	REQUIRE(in.action == redirected);
	REQUIRE(in.verdict == STAMP_V_REFLECTED);
	const Frame turned(in.out, has_mac);

	CHECK(turned.ip_checksum_is_valid());
	CHECK(turned.udp_checksum_is_valid());
	const Run out = datapath.run(Program::refl_out, in.out);

	REQUIRE(out.action == next_program);
	REQUIRE(out.verdict == STAMP_V_STAMPED);
	Frame reply(out.out, has_mac);

	CHECK(reply.ip_checksum_is_valid());
	CHECK(reply.udp_checksum_is_valid());
	CHECK(reply.lengths_agree());
	check_xdp_answers_alike(datapath, request, out.out);
	return reply;
}

// Passed on to the next program, octet for octet.
inline void check_untouched(Datapath &datapath, Program program, const Octets &frame,
			    stamp_verdict verdict, std::uint32_t mark = 0) {
	const Run run = datapath.run(program, frame, mark);

	INFO("frame " << to_hex(frame));
	CHECK(run.action == next_program);
	CHECK(run.verdict == verdict);
	CHECK(run.mark == mark);
	CHECK(to_hex(run.out) == to_hex(frame));
	check_xdp_leaves(datapath, program, frame, STAMP_V_GO_ON);
}

inline void check_dropped_at_tc(Datapath &datapath, Program program, const Octets &frame,
				stamp_verdict verdict) {
	const Run run = datapath.run(program, frame);

	INFO("frame " << to_hex(frame));
	CHECK(run.action == dropped);
	CHECK(run.verdict == verdict);
}

inline void check_dropped(Datapath &datapath, Program program, const Octets &frame,
			  stamp_verdict verdict) {
	check_dropped_at_tc(datapath, program, frame, verdict);
	check_xdp_leaves(datapath, program, frame, verdict);
}

} // namespace stamp::test
