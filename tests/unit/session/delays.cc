// SPDX-License-Identifier: Apache-2.0
#include "session/delays.h"

#include "support/catch.h"
#include "unit/session/rig.h"

using namespace stamp;
using namespace stamp::session;
using namespace stamp::session::test;

namespace {

Times times(Duration whole, Duration proc) {
	Times t;
	t.t1 = golden_t1;
	t.far = FarTimes{golden_t1 + 100us, golden_t1 + 100us + proc, false};
	t.t4 = golden_t1 + whole;
	return t;
}

} // namespace

TEST_CASE("the four delays of four times") {
	const Delays d = delays_of(times(360us, 10us), 0ns);
	CHECK(d.rtt == 350us);
	CHECK(d.fwd == 100us);
	CHECK(d.bwd == 250us);
	CHECK(d.proc == 10us);
	CHECK_FALSE(d.implausible);
}

TEST_CASE("a round trip below zero is zero within the error, and none beyond") {
	CHECK(delays_of(times(10us, 10us), 0ns).rtt == 0ns);
	CHECK(delays_of(times(10us, 11us), 0ns).rtt == 0ns);   // clocks that count microseconds
	CHECK(delays_of(times(1s, 1s + 1ms), 0ns).rtt == 0ns); // 1000 ppm apart
	CHECK(delays_of(times(10us, 13us), 2us).rtt == 0ns);   // a network card's time
	for (const Duration proc : {Duration{12us}, Duration{767ms}, Duration{24h * 365}}) {
		const Delays d = delays_of(times(10us, proc), 0ns);
		CHECK(d.implausible);
		CHECK_FALSE(d.rtt);
		CHECK_FALSE(d.proc);
		CHECK_FALSE(d.fwd);
		CHECK_FALSE(d.bwd);
	}
}

TEST_CASE("what cannot be judged is not implausible") {
	Times stepped = times(-1h, 10us);
	stepped.disturbed = true;
	CHECK_FALSE(delays_of(stepped, 0ns).implausible);
	CHECK_FALSE(delays_of(stepped, 0ns).rtt);
	Times unstamped = times(10us, 1h);
	unstamped.t1.reset();
	CHECK_FALSE(delays_of(unstamped, 0ns).implausible);
	CHECK(delays_of(unstamped, 0ns).proc == 1h);
}

TEST_CASE("an implausible reply is received, counted, reported once and in no statistics") {
	Rig rig;
	rig.send(3);
	rig.take(0);
	for (const std::uint32_t seq : {1u, 2u}) {
		Reply reply = rig.answer(seq);
		reply.t3 = reply.t2 + 10ms;
		rig.take(reply.octets(), rig.t1[seq] + 360us);
		CHECK_FALSE(rig.last().rtt);
	}
	const auto s = rig.summary();
	CHECK(s.received == 3);
	CHECK(s.implausible == 2);
	CHECK(s.rtt.n == 1);
	CHECK(s.proc.n == 1);
	CHECK(s.fwd.n == 1);
	CHECK(about(s.rtt.min, 350us));
	CHECK(rig.warnings == std::vector<std::string>{"implausible"});
}
