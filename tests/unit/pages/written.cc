// SPDX-License-Identifier: Apache-2.0
// Manual pages, completions and tables are those of the option tables.
#include "pages/written.h"

#include "support/catch.h"
#include "tests/unit/cli/paths.h"

using namespace stamp;

TEST_CASE("what is written from the option tables is up to date") {
	const auto files = pages::written_files(STAMP_SOURCE_ROOT);
	REQUIRE(files);
	for (const pages::Written &file : *files) {
		CAPTURE(file.path);
		const auto there = pages::contents(STAMP_SOURCE_ROOT "/" + file.path);
		REQUIRE(there);
		INFO("ninja src/pages/stamp-pages && src/pages/stamp-pages " STAMP_SOURCE_ROOT);
		CHECK(*there == file.content);
	}
}
