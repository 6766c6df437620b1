// SPDX-License-Identifier: Apache-2.0
#include "http/accept.h"

#include "support/catch.h"

using stamp::http::quality_of;

TEST_CASE("how much a client wants a name is read from its header") {
	CHECK(quality_of("gzip", "gzip") == 1000);
	CHECK(quality_of("deflate, GZIP;q=0.5", "gzip") == 500);
	CHECK(quality_of("br;q=1.0, gzip;q=0.125, *", "gzip") == 125);
	CHECK(quality_of("text/plain;version=0.0.4;q=0.3", "text/plain") == 300);
	CHECK(quality_of("a/b ; version=\"1\" ; Q=0.7 , c/d", "a/b") == 700);
	CHECK(quality_of("gzip;q=1", "gzip") == 1000);
}

TEST_CASE("what is refused or not mentioned is not wanted") {
	CHECK(quality_of("", "gzip") == 0);
	CHECK(quality_of("gzip;q=0", "gzip") == 0);
	CHECK(quality_of("gzip;q=0.000", "gzip") == 0);
	CHECK(quality_of("xgzip, gzipx, ;, ,", "gzip") == 0);
	CHECK(quality_of("identity", "gzip") == 0);
}

TEST_CASE("what is no number counts as wanted") {
	CHECK(quality_of("gzip;q=", "gzip") == 1000);
	CHECK(quality_of("gzip;q=x", "gzip") == 1000);
	CHECK(quality_of("gzip;q=0.x", "gzip") == 1000);
	CHECK(quality_of("gzip;q=0.1234567890123", "gzip") == 123);
}
