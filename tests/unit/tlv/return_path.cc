// SPDX-License-Identifier: Apache-2.0
#include "unit/tlv/rig.h"

using namespace stamp;
using namespace stamp::tlv::test;

TEST_CASE("S9503-02 a Return Path has one Control Code and nothing else") {
	CHECK(value_of("return-path:no-reply") == "8001000400000000");
	CHECK(value_of("return-path:same-link") == "8001000400000001");
	CHECK(requests({"return-path:no-reply"}).front().wants_no_reply);
	CHECK_FALSE(requests({"return-path:same-link"}).front().wants_no_reply);
	for (const char *text :
	     {"return-path", "return-path:", "return-path:any", "return-path:no-reply,same-link"})
		CHECK(refusal(text).ends_with(": its form is return-path:no-reply|same-link"));
}
