// SPDX-License-Identifier: Apache-2.0
#include "session/unstamped_watch.h"

#include "render/sentence.h"
#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;

namespace {

const MonoTime start{100s};

session::Verdicts counted(std::uint64_t reflected, std::uint64_t unstamped) {
	session::Verdicts verdicts{};
	verdicts[STAMP_V_REFLECTED] = reflected;
	verdicts[STAMP_V_UNSTAMPED] = unstamped;
	return verdicts;
}

} // namespace

TEST_CASE("as long as egress sees every reply, nothing is said") {
	session::UnstampedWatch watch;

	CHECK_FALSE(watch.look("eth0", counted(1000, 0), start));
	CHECK_FALSE(session::unstamped_warning("eth0", counted(1000, 0)));
}

TEST_CASE("replies that never came to egress are reported with both counts and where to look") {
	session::UnstampedWatch watch;
	const auto warning = watch.look("eth0", counted(40, 12), start);

	REQUIRE(warning);
	CHECK(stats::code(warning->message) == "unstamped");
	CHECK(render::sentence(warning->message) ==
	      "eth0: 12 of 40 replies never reached the egress program: they left with T3 = T2 "
	      "(and unsigned), or not at all. A rule or another program at egress takes them first "
	      "(tc filter show dev eth0 egress; bpftool net; nft list ruleset)");
}

TEST_CASE("while it lasts they are reported once, and again when it comes back later") {
	session::UnstampedWatch watch;

	CHECK(watch.look("eth0", counted(1, 1), start));
	CHECK_FALSE(watch.look("eth0", counted(2, 1), start + 1s)); // no more of them
	for (int i = 1; i <= 10; i++)
		CHECK_FALSE(watch.look("eth0", counted(3, 1u + static_cast<unsigned>(i)),
				       start + i * 59s));
	CHECK(watch.look("eth0", counted(100, 50), start + 10 * 59s + 60s));
}
