// SPDX-License-Identifier: Apache-2.0
#include "stats/outages.h"

#include <string>

#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;
using stats::Outages;

namespace {

constexpr MonoTime start{1h};

// A request every second: '.' came back, 'x' is lost, '-' never left.
Outages after(const std::string &fates) {
	Outages outages(1s);
	for (std::size_t i = 0; i < fates.size(); i++) {
		if (fates[i] == 'x')
			outages.lost(i, start + static_cast<int>(i) * 1s);
		else
			outages.over();
	}
	return outages;
}

} // namespace

TEST_CASE("without loss there is no outage") {
	CHECK(after("....").count() == 0);
	CHECK(after("....").total() == 0s);
	CHECK_FALSE(after("....").longest());
}

TEST_CASE("RFC 3357: consecutive losses are one, until the send time after the last of them") {
	const Outages outages = after("..xxx..x.");
	CHECK(outages.count() == 2);
	CHECK(outages.total() == 4s);
	REQUIRE(outages.longest());
	CHECK(outages.longest()->seq == 2);
	CHECK(outages.longest()->packets == 3);
	CHECK(outages.longest()->length == 3s);
	CHECK(outages.longest()->began == start + 2s);
}

TEST_CASE("of several that are as long the first is reported") {
	CHECK(after("xx..xx.x").longest()->seq == 0);
}

TEST_CASE("one that goes on counts as far as it is known, and never less") {
	CHECK(after("xxx").total() == 3s);
	CHECK(after("xxxx").total() == 4s);
	CHECK(after("xxxx").count() == 1);
}

TEST_CASE("what never left is no loss of the path: it ends an outage") {
	CHECK(after("xx--xx").count() == 2);
	CHECK(after("xx--xx").total() == 4s);
}
