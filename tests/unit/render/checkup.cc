// SPDX-License-Identifier: Apache-2.0
#include "render/checkup.h"

#include "support/catch.h"

using namespace stamp::render;
using namespace stamp::stats;

namespace {

const Checkup example = {"0.1.0",
			 {{"kernel", "", Finding::ok, "Linux 6.12.0", ""},
			  {"clock", "", Finding::fault, "not synchronised", "chronyc tracking"},
			  {"MTU", "eth\x1b[0", Finding::note, "900", ""}},
			 5};

} // namespace

TEST_CASE("a checkup is a line for each check, and the cure below it") {
	CHECK(checkup_text(example) == "stamp 0.1.0\n"
				       "ok     kernel      Linux 6.12.0\n"
				       "fault  clock       not synchronised\n"
				       "       try: chronyc tracking\n"
				       "note   eth?[0 MTU  900\n"
				       "1 fault, 1 note\n");
}

TEST_CASE("a checkup is one object of JSON; what is not there is null") {
	CHECK(checkup_json(example) ==
	      R"({"v":1,"type":"doctor","stamp":"0.1.0","exit":5,"checks":[)"
	      R"({"name":"kernel","iface":null,"finding":"ok","text":"Linux 6.12.0","cure":null},)"
	      R"({"name":"clock","iface":null,"finding":"fault","text":"not synchronised",)"
	      R"("cure":"chronyc tracking"},)"
	      R"({"name":"MTU","iface":"eth\u001b[0","finding":"note","text":"900","cure":null}]})"
	      "\n");
}
