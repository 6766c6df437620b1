// SPDX-License-Identifier: Apache-2.0
#include "render/host.h"

#include "support/catch.h"
#include "unit/cli/parsed.h"

using namespace stamp;
using namespace stamp::cli;

namespace {

const stamp::stats::HostReport example = {
	"0.1.0",
	"6.12.0",
	"1.5",
	"1.1",
	{{"tcx", true, ""}, {"clsact", false, "no \"sch_clsact\""}},
	{{"eth0", "", false}, {"eth1", "", true}, {"eth2", "no clock", false}},
	{"RFC 8762", "RFC 8972"}};

} // namespace

TEST_CASE("the version is reported in lines") {
	CHECK(render::host_text(example) == "stamp 0.1.0\n"
					    "kernel  6.12.0\n"
					    "libbpf  1.5 (built with 1.1)\n"
					    "hook    tcx: available\n"
					    "hook    clsact: not available: no \"sch_clsact\"\n"
					    "card    eth0: receive times available, off\n"
					    "card    eth1: receive times available, on\n"
					    "card    eth2: receive times not available: no clock\n"
					    "follows RFC 8762, RFC 8972\n");
}

TEST_CASE("the version is reported as one JSON object") {
	CHECK(render::host_json(example) ==
	      R"({"v":1,"type":"version","stamp":"0.1.0","kernel":"6.12.0","libbpf":"1.5",)"
	      R"("libbpf_built":"1.1","hooks":[{"name":"tcx","available":true,"why_not":null},)"
	      R"({"name":"clsact","available":false,"why_not":"no \"sch_clsact\""}],)"
	      R"("cards":[{"iface":"eth0","receive_times":true,"on":false,"why_not":null},)"
	      R"({"iface":"eth1","receive_times":true,"on":true,"why_not":null},)"
	      R"({"iface":"eth2","receive_times":false,"on":false,"why_not":"no clock"}],)"
	      R"("rfcs":["RFC 8762","RFC 8972"]})"
	      "\n");
}

TEST_CASE("version takes --json and nothing else") {
	CHECK(std::get<VersionOptions>(parse_version({"--json"})).json);
	CHECK_FALSE(std::get<VersionOptions>(parse_version({})).json);
	CHECK(test::complaint(parse_version({"x"})).starts_with("version: takes no argument"));
	CHECK(test::complaint(parse_version({"--xml"})).starts_with("--xml: unknown option"));
}
