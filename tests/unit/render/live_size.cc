// SPDX-License-Identifier: Apache-2.0
// A live table and the size of its terminal.
#include "render/live.h"

#include <algorithm>
#include <string>
#include <utility>

#include "capture.h"
#include "render/fold.h"
#include "sample.h"
#include "screen.h"
#include "support/catch.h"

using namespace stamp;
using namespace stamp::test;
using stamp::render::LiveRenderer;

namespace {

// How far the cursor goes up first, and what is there then.
std::pair<std::size_t, std::string> way_up(const std::string &text) {
	const std::size_t end = text.find('A');
	REQUIRE(text.substr(0, 3) == "\r\033[");
	return {std::stoul(text.substr(3, end - 3)), text.substr(end + 1)};
}

std::size_t rows_of(const std::string &text, std::size_t width) {
	std::size_t rows = 0;
	for (std::size_t at = 0; at < text.size();) {
		const std::size_t end = text.find('\n', at);
		rows += std::max<std::size_t>(
			(render::columns(text.substr(at, end - at)) + width - 1) / width, 1);
		at = end + 1;
	}
	return rows;
}

} // namespace

TEST_CASE("live: what a narrower terminal has wrapped is drawn once more, from its first line") {
	Capture out;
	LiveRenderer live(out.file(), {200, 40});
	live.start(sample_start());
	live.progress({sample_summary()});
	live.resize({199, 40});
	(void)out.take();
	live.progress({sample_summary()});
	CHECK(way_up(out.take()).first == rows_of(sample_block, 199)); // it fits: in place
	live.resize({40, 40});
	live.progress({sample_summary()});
	const auto [rows, rest] = way_up(out.take());
	CHECK(rows == rows_of(std::string(sample_header) + sample_block, 40));
	CHECK(rest.starts_with("\033[JSTAMP to "));
	live.resize({200, 40});
	live.progress({sample_summary()});
	CHECK_FALSE(way_up(out.take()).second.starts_with("\033[J"));
}

TEST_CASE("live: no line is wider than the terminal, the important columns stay") {
	for (std::size_t width = 3; width < 130; width++) {
		Capture out;
		LiveRenderer live(out.file(), {width, 100});
		live.start(sample_start());
		live.start(start_of(2));
		live.warning({{stats::Kind::netlink, {"the clock was set while measuring"}}});
		live.progress({of_session(1), of_session(2)});
		live.summary(of_session(1));
		live.summary(of_session(2));
		Screen screen;
		screen.feed(out.take());
		for (const std::string &line : screen.lines())
			REQUIRE(render::columns(line) <= width);
	}

	Capture out;
	LiveRenderer live(out.file(), {80, 24});
	live.summary(sample_summary());
	Screen screen;
	screen.feed(out.take());
	CHECK(screen.lines()[1] ==
	      "                        min       p50       p99       max    jitter      last");
	CHECK(screen.lines()[2] ==
	      "roundtrip           8.021ms   8.114ms   9.902ms   9.981ms    41.2us   8.102ms");
}

TEST_CASE("live: a size of 0 is taken for 80 by 24") {
	Capture out;
	LiveRenderer live(out.file(), {0, 0});
	live.progress({sample_summary()});
	Screen screen;
	screen.feed(out.take());
	CHECK(screen.lines()[2] ==
	      "roundtrip           8.021ms   8.114ms   9.902ms   9.981ms    41.2us   8.102ms");
}
