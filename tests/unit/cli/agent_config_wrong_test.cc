// SPDX-License-Identifier: Apache-2.0
// Each kind of wrong configuration of an agent: where it is, what is wrong, what was meant.
#include "cli/agent/config.h"
#include "support/catch.h"

using namespace stamp;
using namespace stamp::cli;

namespace {

struct Row {
	const char *text; // behind "version = 1\n"
	const char *error;
};

std::string complaint(std::string_view text) {
	const auto parsed = parse_agent_config("a.toml", text);
	const auto *wrong = std::get_if<UsageError>(&parsed);
	if (!wrong)
		return "nothing is wrong";
	return wrong->what + ": " + wrong->why + (wrong->cure.empty() ? "" : " | " + wrong->cure);
}

const Row rows[] = {
	// Names.
	{"[agnet]\n", "a.toml:2:2: agnet: unknown key | agent"},
	{"[agent]\nnam = 1\n", "a.toml:3:1: agent.nam: unknown key | name"},
	{"[profile.a]\nintervall = 1\n", "a.toml:3:1: profile.a.intervall: unknown key | interval"},
	{"[profile.a]\ndest-port = 1\n",
	 "a.toml:3:1: profile.a.dest-port: unknown key | dest_port"},
	{"[profile.a]\ncount = 1\n", "a.toml:3:1: profile.a.count: unknown key"},
	{"[profile.a]\njson = true\n", "a.toml:3:1: profile.a.json: unknown key"},
	{"[[reflector]]\niface = \"eth0\"\npot = 1\n",
	 "a.toml:4:1: reflector.pot: unknown key | port"},
	{"[[session]]\nnme = \"a\"\n", "a.toml:3:1: session.nme: unknown key | name"},
	{"[[discovery]]\nrefersh = \"a\"\n",
	 "a.toml:3:1: discovery.refersh: unknown key | refresh"},
	// Shapes.
	{"agent = 1\n", "a.toml:2:1: agent: a table is wanted | [agent]"},
	{"[session]\n", "a.toml:2:2: session: a list of tables is wanted | [[session]]"},
	{"[profile]\na = 1\n", "a.toml:3:1: profile.a: a profile is a table | [profile.a]"},
	{"[profile.a]\ndscp = [1, 2]\n", "a.toml:3:8: profile.a.dscp: takes one value, no list"},
	{"[profile.a]\ndscp = {a = 1}\n", "a.toml:3:8: profile.a.dscp: a table is no value of it"},
	{"[profile.a]\ninterval = 1979-05-27\n",
	 "a.toml:3:12: the value is no text, number, boolean or list of them"},
	// Values, by the rules of the options.
	{"[agent]\nresolve = \"1ms\"\n",
	 "a.toml:3:11: agent.resolve: '1ms' is too short: 1s is the least"},
	{"[agent]\noutput = \"\"\n", "a.toml:3:10: agent.output: none, -, a file, or unix: and "
				     "the path of a socket is wanted"},
	{"[http]\nlisten = \"localhost\"\n",
	 "a.toml:3:10: http.listen: 'localhost' is neither ADDRESS:PORT nor none | "
	 "127.0.0.1:9862, [::1]:9862"},
	{"[http]\nprobe_limit = 9999\n", "a.toml:3:15: http.probe_limit: '9999' is not a number "
					 "from 0 to 1024"},
	{"[profile.a]\ninterval = \"fast\"\n", "a.toml:3:12: profile.a.interval: 'fast'"},
	{"[profile.a]\ninterval = \"10us\"\n",
	 "a.toml:3:12: profile.a.interval: an interval below 1 ms is a load test | force = true"},
	{"[profile.a]\nlength = 46\n", "a.toml:3:10: profile.a.length: 45 to 47 octets"},
	{"[profile.a]\ntlv = [\"padding:4\", \"lcoation\"]\n", "a.toml:3:7: profile.a.tlv: "},
	{"[profile.a]\nhook = \"tc\"\n",
	 "a.toml:3:8: profile.a.hook: 'tc' is none of auto, xdp, tcx, clsact, socket"},
	{"[profile.a]\ntimestamp_source = \"hw\"\n",
	 "a.toml:3:20: profile.a.timestamp_source: hw: receive timestamps of the network card "
	 "need XDP | hook = \"xdp\""},
	{"[profile.a]\nkey_file = \"a\"\ntlv_key_file = \"b\"\n",
	 "a.toml:4:16: profile.a.tlv_key_file: in authenticated mode one key"},
	{"[profile.a]\nbuckets = [\"1ms\", \"1us\"]\n",
	 "a.toml:3:11: profile.a.buckets: '1us' is not above the bound before"},
	// Profiles.
	{"[profile.a]\ninherit = \"b\"\n",
	 "a.toml:3:11: profile.a.inherit: there is no profile 'b'"},
	{"[profile.a]\ninherit = \"a\"\n",
	 "a.toml:3:11: profile.a.inherit: 'a' inherits itself through 'a'"},
	{"[profile.a]\ninherit = \"b\"\n[profile.b]\ninherit = \"a\"\n",
	 "a.toml:5:11: profile.b.inherit: 'b' inherits itself through 'a'"},
	// Sessions.
	{"[[session]]\ntarget = \"a\"\n", "a.toml:2:1: session: name is missing"},
	{"[[session]]\nname = \"a\"\n", "a.toml:2:1: session: target is missing"},
	{"[[session]]\nname = \"a\"\ntarget = \"a:0\"\n", "a.toml:4:10: session.target: "},
	{"[[session]]\nname = \"a\"\ntarget = \"a\"\niface = \"a/b\"\n",
	 "a.toml:5:9: session.iface: 'a/b': no such interface | ip link"},
	{"[[session]]\nname = \"a\"\ntarget = \"a\"\nprofile = \"defualt\"\n",
	 "a.toml:5:11: session.profile: there is no profile 'defualt' | default"},
	{"[[session]]\nname = \"a\"\ntarget = \"a\"\nlength = 10\n",
	 "a.toml:5:10: session.length: "},
	{"[[session]]\nname = \"a\"\ntarget = \"a\"\nlabels = { le = \"1\" }\n",
	 "a.toml:5:12: session.labels.le: metrics have a label of that name already"},
	{"[[session]]\nname = \"a\"\ntarget = \"a\"\nlabels = { \"a b\" = \"1\" }\n",
	 "a.toml:5:12: session.labels.a b: a label has letters, digits and _"},
	{"[[session]]\nname = \"a\"\ntarget = \"a\"\n[[session]]\nname = \"a\"\ntarget = \"b\"\n",
	 "a.toml:5:1: session: there is another session 'a'"},
	// Reflectors.
	{"[[reflector]]\nport = 862\n", "a.toml:2:1: reflector: iface is missing"},
	{"[[reflector]]\niface = \"e\"\nmax_sessions = 4\n",
	 "a.toml:2:1: reflector: a stateless reflector has no sessions | stateful = true"},
	{"[[reflector]]\niface = \"e\"\n[[reflector]]\niface = \"e\"\n",
	 "a.toml:4:1: reflector: 'e' has a reflector already"},
	// Discovery.
	{"[[discovery]]\nname = \"a\"\n", "a.toml:2:1: discovery: one of file, http and dns"},
	{"[[discovery]]\nname = \"a\"\nfile = \"a\"\ndns = \"b\"\n",
	 "a.toml:2:1: discovery: one of file, http and dns"},
	{"[[discovery]]\nname = \"a\"\nfile = \"a\"\npeers = 0\n", "a.toml:5:9: discovery.peers: "},
};

} // namespace

TEST_CASE("a wrong configuration is refused at its place, with what was meant") {
	for (const Row &row : rows) {
		CAPTURE(row.text);
		const std::string said = complaint(std::string("version = 1\n") + row.text);
		CAPTURE(said);
		CHECK(said.starts_with(row.error));
	}
}

TEST_CASE("the version of the file has to be there, and known") {
	CHECK(complaint("") == "a.toml:1:1: version: is missing | version = 1");
	CHECK(complaint("[agent]\n") == "a.toml:1:1: version: is missing | version = 1");
	CHECK(complaint("version = 2\n") ==
	      "a.toml:1:11: version: this stamp reads version 1 alone | version = 1");
	CHECK(complaint("version = [1]\n")
		      .starts_with("a.toml:1:11: version: this stamp reads version 1"));
}

TEST_CASE("what is no TOML is refused at its place") {
	for (const char *text :
	     {"version 1\n", "version = 1\n[agent\n", "version = 1\nversion = 1\n", "a = \"\n",
	      "\xff\n", "[[a]]\n[a]\n"}) {
		CAPTURE(text);
		const std::string said = complaint(text);
		CAPTURE(said);
		CHECK(said.starts_with("a.toml:"));
		CHECK(said.find('\n') == said.npos);
	}
}
