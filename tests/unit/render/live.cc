// SPDX-License-Identifier: Apache-2.0
#include "render/live.h"

#include <string>
#include <vector>

#include <fcntl.h>

#include "capture.h"
#include "sample.h"
#include "screen.h"
#include "support/catch.h"

using namespace stamp;
using namespace stamp::test;
using stamp::render::can_redraw;
using stamp::render::LiveRenderer;

TEST_CASE("redrawing needs a terminal that can") {
	CHECK(can_redraw(true, "xterm"));
	CHECK_FALSE(can_redraw(false, "xterm"));
	CHECK_FALSE(can_redraw(true, "dumb"));
	CHECK_FALSE(can_redraw(true, ""));
	CHECK_FALSE(can_redraw(true, nullptr));
}

TEST_CASE("NO_COLOR takes the colours and nothing else") {
	CHECK(render::has_colours(nullptr));
	CHECK(render::has_colours(""));
	CHECK_FALSE(render::has_colours("1"));
	Capture plain, coloured;
	LiveRenderer without(plain.file(), {100, 24}, {.colours = false});
	LiveRenderer with(coloured.file(), {100, 24});
	for (LiveRenderer *live : {&without, &with}) {
		live->start(sample_start());
		live->progress({sample_summary()});
		live->summary(sample_summary());
	}
	std::string text = coloured.take();
	for (const char *colour : {"\033[1m", "\033[31m", "\033[0m"})
		for (std::size_t at = 0; (at = text.find(colour)) != std::string::npos;)
			text.erase(at, std::string(colour).size());
	CHECK(plain.take() == text);
}

TEST_CASE("live: the octets of a redrawing") {
	Capture out;
	LiveRenderer live(out.file(), {27, 24});
	stats::Summary s;
	s.clock.synced = true;
	const std::string block = "\033[Kclock: synchronised (\u00b10 ns)\n"
				  "\033[K\033[1m                       last\033[0m\n"
				  "\033[Kroundtrip                 -\n"
				  "\033[Kforward (near-end)        -\n"
				  "\033[Kbackward (far-end)        -\n"
				  "\033[Kreflector                 -\n"
				  "\033[K0 sent, 0 received, 0 lost,\n"
				  "\033[K  0 duplicate, 0 reordered,\n"
				  "\033[K  0 late\n";
	live.progress({s});
	CHECK(out.take() == "\r" + block + "\033[J");
	live.progress({s});
	CHECK(out.take() == "\r\033[9A" + block + "\033[J");
	live.summary(s);
	CHECK(out.take() == "\r\033[9A\033[J" + block);
}

TEST_CASE("live: what is lost is red") {
	Capture out;
	LiveRenderer live(out.file(), {100, 24});
	live.progress({sample_summary()});
	CHECK(out.take().find("\033[K\033[31m50 sent, 49 received, 1 lost") != std::string::npos);
}

TEST_CASE("live: header, redrawn table, and the summary once in its place") {
	Capture out;
	LiveRenderer live(out.file(), {200, 24});
	live.start(sample_start());
	live.progress({stats::Summary{}});
	live.packet(sample_packet());
	live.progress({sample_summary()});
	Screen screen;
	screen.feed(out.take());
	const std::string both = as_shown(std::string(sample_header) + sample_block);
	CHECK(screen.shown() == both);
	live.summary(sample_summary());
	screen.feed(out.take());
	CHECK(screen.shown() == both);
}

TEST_CASE("live: without progress the summary is printed all the same") {
	Capture out;
	LiveRenderer live(out.file(), {200, 24});
	live.summary(sample_summary());
	Screen screen;
	screen.feed(out.take());
	CHECK(screen.shown() == as_shown(sample_block));
}

TEST_CASE("live: a warning stays above the table") {
	Capture out;
	LiveRenderer live(out.file(), {200, 24});
	live.progress({sample_summary()});
	live.warning({{stats::Kind::netlink, {"the clock was set"}}});
	live.progress({sample_summary()});
	Screen screen;
	screen.feed(out.take());
	CHECK(screen.shown() ==
	      as_shown(std::string("warning: netlink: the clock was set\n") + sample_block));
}

TEST_CASE("live: fewer lines than before leave nothing behind") {
	Capture out;
	LiveRenderer live(out.file(), {40, 24});
	live.progress({sample_summary()});
	live.resize({200, 24});
	live.progress({sample_summary()});
	Screen screen;
	screen.feed(out.take());
	CHECK(screen.shown() == as_shown(sample_block));
}

TEST_CASE("live: lines of the log stay above the table, each folded") {
	Capture out;
	LiveRenderer live(out.file(), {200, 24});
	live.progress({sample_summary()});
	live.log_above("stamp: one\nstamp: two\n");
	Screen screen;
	screen.feed(out.take());
	CHECK(screen.shown() == as_shown(std::string("stamp: one\nstamp: two\n") + sample_block));
}

TEST_CASE("live: paused it draws nothing, and afterwards below what came meanwhile") {
	Capture out;
	LiveRenderer live(out.file(), {200, 24});
	live.progress({sample_summary()});
	(void)out.take();
	live.pause(true);
	live.progress({sample_summary()});
	CHECK(out.take().empty());
	live.warning({{stats::Kind::netlink, {"the clock was set"}}});
	CHECK(out.take() == "warning: netlink: the clock was set\n");
	live.pause(false);
	live.progress({sample_summary()});
	CHECK(out.take().starts_with("\r\033[K"));
}

TEST_CASE("live: a name obeys no terminal") {
	Capture out;
	LiveRenderer live(out.file(), {200, 24});
	stats::Start start = sample_start();
	start.iface = "a\033[31m\u009b";
	live.start(start);
	CHECK(out.take().find(" on a?[31m?, ") != std::string::npos);
}

TEST_CASE("live: several sessions, a block each, at the end a table and the sum") {
	Capture out;
	LiveRenderer live(out.file(), {200, 50});
	live.start(start_of(1));
	live.start(start_of(2));
	live.warning({{stats::Kind::network, {"port unreachable"}}, 2});
	Screen screen;
	screen.feed(out.take());
	CHECK(screen.lines()[2] == "warning: network: host2: port unreachable");
	const std::string headers = screen.shown().substr(0, screen.shown().size() - 1);
	live.progress({of_session(1), of_session(2)});
	screen.feed(out.take());
	const std::string first = std::string("\nhost1 (203.0.113.7:862)\n") + sample_block;
	const std::string second = std::string("\nhost2 (203.0.113.7:862)\n") + sample_block;
	CHECK(screen.shown() == headers + as_shown(first + second));
	live.summary(of_session(1));
	live.summary(of_session(2));
	screen.feed(out.take());
	const std::string cells = "    50     1  2.00%  8.114ms  9.902ms  9.981ms  41.2us\n";
	CHECK(screen.shown() ==
	      headers + as_shown("\ntarget                   sent  lost   loss      p50      p99 "
				 "     max  jitter\nhost1 (203.0.113.7:862)" +
				 cells + "host2 (203.0.113.7:862)" + cells +
				 "all targets: 100 sent, 98 received, 2 lost (2.00%: 2 forward, "
				 "0 backward), 0 duplicate, 0 reordered, 0 late\n"));
}

TEST_CASE("live: more than the terminal holds becomes a line for each session") {
	Capture out;
	LiveRenderer live(out.file(), {100, 10});
	std::vector<stats::Summary> all;
	for (std::uint32_t session = 1; session <= 9; session++) {
		live.start(start_of(session));
		all.push_back(of_session(session));
	}
	(void)out.take();
	live.progress(all);
	Screen screen;
	screen.feed(out.take());
	REQUIRE(screen.lines().size() == 10); // nine and the line of the cursor
	CHECK(screen.lines()[0] == "host1: 49 received, 1 lost (2.00%), p50 8.114ms, last 8.102ms");
	CHECK(screen.lines()[8].substr(0, 6) == "host9:");

	all.push_back(of_session(10));
	live.progress(all);
	screen.feed(out.take());
	REQUIRE(screen.lines().size() == 10);
	CHECK(screen.lines()[7].substr(0, 6) == "host8:");
	CHECK(screen.lines()[8] == "and 2 more");
}

TEST_CASE("live: a terminal that went away is noticed") {
	Outlet full(Fd(open("/dev/full", O_WRONLY | O_CLOEXEC)));
	LiveRenderer live(full, {});
	live.progress({sample_summary()});
	CHECK_FALSE(live.good());
}
