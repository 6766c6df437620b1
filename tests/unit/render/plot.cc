// SPDX-License-Identifier: Apache-2.0
#include "render/plot.h"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "capture.h"
#include "support/catch.h"

using namespace stamp;
using namespace stamp::test;
using std::chrono::microseconds;

TEST_CASE("a plot has a row for each bin, in proportion to the fullest") {
	Capture out;
	render::plot(out.file(), "roundtrip",
		     {{microseconds{8000}, microseconds{8100}, 20},
		      {microseconds{8100}, microseconds{8200}, 10},
		      {microseconds{8200}, microseconds{8300}, 0},
		      {microseconds{8300}, std::nullopt, 1}},
		     50);
	CHECK(out.take() == "roundtrip\n"
			    "      from     below packets\n"
			    "   8.000ms   8.100ms      20 #####################\n"
			    "   8.100ms   8.200ms      10 ###########\n"
			    "   8.200ms   8.300ms       0\n"
			    "   8.300ms       ...       1 #\n");
}

TEST_CASE("no bins, no plot") {
	Capture out;
	render::plot(out.file(), "roundtrip", {}, 80);
	CHECK(out.take().empty());
}

TEST_CASE("a plot keeps to its width, whatever the counts") {
	Capture out;
	const std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
	for (const std::size_t width : {0u, 50u, 80u, 200u}) {
		render::plot(out.file(), "t", {{Duration::min(), Duration::max(), most}}, width);
		const std::string text = out.take();
		const std::size_t row = text.size() - text.rfind('\n', text.size() - 2) - 2;
		CHECK(row == std::max<std::size_t>(width, 50));
	}
}
