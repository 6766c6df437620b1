// SPDX-License-Identifier: Apache-2.0
// A reflector that writes no T3 of its own.
#include "support/catch.h"
#include "unit/session/rig.h"

using namespace stamp;
using namespace stamp::session::test;

TEST_CASE("T3 = T2 in every reply: no processing time, reported at the end or after ten") {
	Rig rig;
	rig.send(12);
	for (std::uint32_t seq = 0; seq < 12; seq++) {
		Reply reply = rig.answer(seq);
		reply.t3 = reply.t2;
		CHECK(rig.warnings.size() == (seq < 10 ? 0 : 1));
		rig.take(reply);
	}
	rig.measurement.conclude();
	CHECK(rig.warnings == std::vector<std::string>{"no_transmit_time"});
	CHECK_FALSE(rig.last().proc);
	CHECK(rig.last().rtt);
	const auto s = rig.summary();
	CHECK(s.rtt.n == 12);
	CHECK(s.proc.n == 0);

	Rig one;
	one.send();
	Reply reply = one.answer(0);
	reply.t3 = reply.t2;
	one.take(reply);
	CHECK(one.warnings.empty());
	one.measurement.conclude();
	CHECK(one.warnings == std::vector<std::string>{"no_transmit_time"});
}

TEST_CASE("T3 = T2 in some replies, of a coarse clock: nothing to tell, and 0 is a value") {
	Rig rig;
	rig.send(20);
	for (std::uint32_t seq = 0; seq < 20; seq++) {
		Reply reply = rig.answer(seq);
		if (seq != 5)
			reply.t3 = reply.t2;
		rig.take(reply);
	}
	rig.measurement.conclude();
	CHECK(rig.warnings.empty());
	CHECK(rig.last().proc == 0ns);
	CHECK(rig.summary().proc.n == 15);
}

TEST_CASE("without a reply there is no word about its T3") {
	Rig rig;
	rig.send();
	rig.measurement.conclude();
	CHECK(rig.warnings.empty());
}
