// SPDX-License-Identifier: Apache-2.0
#include "base/number.h"

#include "support/catch.h"

using stamp::parse_decimal;

TEST_CASE("a decimal number is all digits and no more than the maximum") {
	CHECK(parse_decimal("0", 10) == 0u);
	CHECK(parse_decimal("862", 65535) == 862u);
	CHECK(parse_decimal("65535", 65535) == 65535u);
	CHECK(parse_decimal("4294967295", 0xffffffff) == 0xffffffffu);

	for (const char *text : {"", " 1", "1 ", "+1", "-1", "0x1", "1.0", "65536", "4294967296",
				 "99999999999999999999"})
		CHECK_FALSE(parse_decimal(text, 65535));
}
