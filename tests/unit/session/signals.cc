// SPDX-License-Identifier: Apache-2.0
#include "session/signals.h"

#include <poll.h>

#include "support/catch.h"
#include "unit/session/keep_signals.h"

using namespace stamp::session;

namespace {

bool readable(int fd) {
	pollfd poll_fd{fd, POLLIN, 0};
	return poll(&poll_fd, 1, 0) == 1;
}

} // namespace

TEST_CASE("signals are something to read, and do not end the process") {
	const test::KeepSignals keep;
	auto signals = Signals::take_over();
	REQUIRE(signals);
	CHECK_FALSE(readable(signals->fd()));
	CHECK_FALSE(signals->next());
	for (const int signal : {SIGINT, SIGTERM, SIGQUIT}) {
		raise(signal);
		CHECK(readable(signals->fd()));
		CHECK(signals->next() == signal);
		CHECK_FALSE(signals->next());
	}
}

TEST_CASE("two different signals are both reported") {
	const test::KeepSignals keep;
	auto signals = Signals::take_over();
	REQUIRE(signals);
	raise(SIGTERM);
	raise(SIGINT);
	const auto first = signals->next(), second = signals->next();
	REQUIRE(first);
	REQUIRE(second);
	CHECK(*first + *second == SIGINT + SIGTERM);
}

TEST_CASE("kill -HUP is reported as what it is") {
	const test::KeepSignals keep;
	auto signals = Signals::take_over();
	REQUIRE(signals);
	raise(SIGHUP);
	CHECK(signals->next() == SIGHUP);
	CHECK_FALSE(signals->next());
}
