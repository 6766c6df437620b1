// SPDX-License-Identifier: Apache-2.0
#include "cli/threshold.h"

#include "parsed.h"
#include "render/sentence.h"
#include "support/catch.h"

using namespace stamp;
using namespace stamp::cli;
using namespace stamp::cli::test;

namespace {

using std::chrono::milliseconds;

// 100 round trips of 1 to 100 ms.
struct Run {
	stats::Histogram roundtrip;
	stats::Summary summary;

	Run() {
		for (int i = 1; i <= 100; i++)
			roundtrip.add(milliseconds{i});
		summary.sent = summary.received = 100;
		summary.rtt.min = milliseconds{1};
		summary.rtt.max = milliseconds{100};
	}
	void lose(std::uint64_t count) {
		summary.lost = count;
		summary.received = summary.sent - count;
	}
	[[nodiscard]] std::vector<std::string> against(const std::string &options) const {
		std::vector<std::string> reported;
		for (const auto &warning :
		     exceeded(sender("e h " + options).fail, summary, roundtrip))
			reported.push_back(std::string(stats::code(warning.message)) + ": " +
					   render::sentence(warning.message));
		return reported;
	}
};

using Reported = std::vector<std::string>;

} // namespace

TEST_CASE("threshold: a loss as high as the limit is good, more is not") {
	Run run;
	run.lose(5);
	CHECK(run.against("--fail-loss 5").empty());
	CHECK(run.against("--fail-loss 5%").empty());
	CHECK(run.against("--fail-loss 4.9") == Reported{"fail_loss: 5.00% lost, more than 4.9%"});
	CHECK(run.against("--fail-loss 0") == Reported{"fail_loss: 5.00% lost, more than 0%"});
	CHECK(run.against("--fail-loss 100").empty());
	run.lose(0);
	CHECK(run.against("--fail-loss 0").empty());
}

TEST_CASE("threshold: of what never left, nothing was lost") {
	Run run;
	run.summary.sent = run.summary.received = 0;
	CHECK(run.against("--fail-loss 0").empty());
}

TEST_CASE("threshold: each quantile of the round trips has its limit") {
	const Run run;
	CHECK(run.against("--fail-rtt p50:51ms,p99:100ms,max:100ms,min:1ms").empty());
	CHECK(run.against("--fail-rtt max:99ms") ==
	      Reported{"fail_rtt: the round-trip time's max is 100.0ms, the limit 99.00ms"});
	CHECK(run.against("--fail-rtt min:999us") ==
	      Reported{"fail_rtt: the round-trip time's min is 1.000ms, the limit 999.0us"});
	CHECK(run.against("--fail-rtt p50:40ms --fail-rtt p99.9:90ms --fail-rtt p90:200ms")
		      .size() == 2);
}

TEST_CASE("threshold: an unknown round trip is worse than any limit") {
	Run run;
	run.summary.rtt = {};
	run.roundtrip = {};
	CHECK(run.against("--fail-rtt p99:1h") ==
	      Reported{"fail_rtt: the round-trip time's p99 is not known, the limit 3600s"});
}

TEST_CASE("threshold: what is none is refused in words") {
	const auto refused = [](const std::string &line) {
		return complaint(parse_sender(words("e h " + line)));
	};
	for (const std::string value :
	     {"x", "-1", "101", "1e1", "nan", "inf", "%", "5%%", "1.2.3"}) {
		CAPTURE(value);
		CHECK(refused("--fail-loss=" + value) ==
		      "--fail-loss: '" + value + "' is not a percentage from 0 to 100");
	}
	const std::string wanted = "' is not QUANTILE:DUR, with a quantile from p0 to p100 (p99, "
				   "p99.9), min or max";
	for (const std::string value :
	     {"10ms", "99:10ms", "p101:1s", "p99.99:1s", "p:1s", "pinf:1s", "avg:1s", ":1s"}) {
		CAPTURE(value);
		CHECK(refused("--fail-rtt=" + value) == "--fail-rtt: '" + value + wanted);
	}
	CHECK(refused("--fail-rtt=p99:fast").starts_with("--fail-rtt: "));
}
