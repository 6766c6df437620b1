// SPDX-License-Identifier: Apache-2.0
#include "session/repeat_limit.h"

#include <string>

#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;
using session::RepeatLimit;

namespace {

constexpr MonoTime start{1h};

stats::Message trouble(const std::string &text) {
	return {stats::Kind::network, {text}};
}

} // namespace

TEST_CASE("the same trouble is reported once, however long it lasts") {
	RepeatLimit limit;
	CHECK(limit.is_due(trouble("port unreachable"), start));
	for (int i = 1; i < 100; i++)
		CHECK_FALSE(limit.is_due(trouble("port unreachable"), start + i * 1min));
}

TEST_CASE("trouble that comes back after its end is reported again") {
	RepeatLimit limit;
	CHECK(limit.is_due(trouble("no route"), start));
	limit.end();
	CHECK(limit.is_due(trouble("no route"), start));
}

TEST_CASE("trouble that somebody keeps changing is reported four times, then every 10 s") {
	RepeatLimit limit;
	int reported = 0;
	for (int i = 0; i < 1000; i++)
		reported += limit.is_due(trouble("MTU " + std::to_string(i)), start + i * 1ms);
	CHECK(reported == 4);
	for (int i = 0; i < 1000; i++)
		reported +=
			limit.is_due(trouble("MTU " + std::to_string(i)), start + 11s + i * 1ms);
	CHECK(reported == 5);
}
