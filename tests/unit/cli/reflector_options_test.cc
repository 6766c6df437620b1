// SPDX-License-Identifier: Apache-2.0
#include "stamp/tlv_values.h"
#include "support/catch.h"
#include "unit/cli/parsed.h"

using namespace stamp;
using namespace stamp::cli;
using namespace stamp::cli::test;

using Ports = std::vector<std::uint16_t>;
using Names = std::vector<std::string>;

TEST_CASE("a reflector without options has the documented defaults") {
	const ReflectorOptions o = reflector("eth0");
	CHECK(o.spec.ifaces == Names{"eth0"});
	CHECK(o.spec.ports == Ports{862}); // R8762-18
	CHECK(o.spec.addresses.empty());
	CHECK(o.spec.allow.empty());
	CHECK(o.spec.rate_pps == 1000); // R8762-23
	CHECK(o.spec.total_rate_pps == 0);
	CHECK(o.spec.session_timeout == std::chrono::seconds{900}); // R8762-31
	CHECK(o.spec.max_sessions == 65536);			    // R8762-23
	CHECK(o.spec.sessions_per_source == 1024);		    // R8762-23
	CHECK(o.spec.tlvs.dscp_allowed == 1); // best effort, and the DSCP of the request
	CHECK(o.spec.tlvs.dscp_own == 1);
	CHECK_FALSE(o.spec.report_answers);
	CHECK(o.spec.hook == Hook::automatic);
	CHECK(o.spec.timestamp_source == TimestampSource::software);
	CHECK(o.spec.format == STAMP_FORMAT_NTP); // R8762-20
}

TEST_CASE("repeatable options add up, replace the default and count once") {
	CHECK(reflector("eth0 -p 4862").spec.ports == Ports{4862});
	CHECK(reflector("eth0 -p 862 -p 4862").spec.ports == Ports{862, 4862});
	CHECK(reflector("eth0 -p 862,4862 -p 862").spec.ports == Ports{862, 4862});
	CHECK(reflector("-p 1,2,3,4,5,6,7,8 eth0").spec.ports.size() == STAMP_MAX_PORTS);

	const ReflectorOptions o =
		reflector("eth0 --address 192.0.2.1 --address 2001:db8::1 --allow 10.0.0.0/8 "
			  "--allow 2001:db8::/32,192.0.2.7");
	REQUIRE(o.spec.addresses.size() == 2);
	CHECK(o.spec.addresses[1].text() == "2001:db8::1");
	REQUIRE(o.spec.allow.size() == 3);
	CHECK(o.spec.allow[0].text() == "10.0.0.0/8");
	CHECK(o.spec.allow[2].text() == "192.0.2.7/32");
}

TEST_CASE("session identifiers are 16 bits, and 0 is one of them") {
	CHECK(reflector("eth0").spec.ssids.empty());
	CHECK(reflector("eth0 --ssid 0x5a3c,7 --ssid 0 --ssid 7").spec.ssids ==
	      Ports{0x5a3c, 7, 0});
	CHECK(reflector("eth0 --ssid 65535").spec.ssids == Ports{65535});
}

TEST_CASE("--dscp-allow takes the place of its default") {
	const auto allowed = [](const std::string &line) { return reflector(line).spec.tlvs; };
	CHECK(allowed("e --dscp-allow ef").dscp_allowed == 1ull << 46);
	CHECK(allowed("e --dscp-allow ef").dscp_own == 0);
	CHECK(allowed("e --dscp-allow own").dscp_own == 1);
	CHECK(allowed("e --dscp-allow own").dscp_allowed == 0);
	CHECK(allowed("e --dscp-allow own,be,ef").dscp_allowed == (1ull << 46 | 1));
	CHECK(allowed("e --dscp-allow all").dscp_allowed == ~0ull);
	CHECK(allowed("e --dscp-allow none").dscp_allowed == 0);
	CHECK(allowed("e --dscp-allow none").dscp_own == 0);
}

TEST_CASE("--return-path permits Control Codes, by default none") {
	const auto permitted = [](const std::string &line) {
		return reflector(line).spec.tlvs.return_paths;
	};
	CHECK(permitted("e") == 0);
	CHECK(permitted("e --return-path none") == 0);
	CHECK(permitted("e --return-path no-reply") == STAMP_RETURN_NO_REPLY);
	CHECK(permitted("e --return-path same-link") == STAMP_RETURN_SAME_LINK);
	CHECK(permitted("e --return-path no-reply,same-link") == 3);
	CHECK(permitted("e --return-path no-reply --return-path same-link") == 3);
}

TEST_CASE("--reflect-control takes budgets, and sockets answer then") {
	const auto limits = [](const std::string &line) {
		return reflector("e --reflect-control " + line).spec.reflect_control;
	};
	CHECK_FALSE(reflector("e").spec.reflect_control.allow_any());
	CHECK(reflector("e").spec.hook == Hook::automatic);
	CHECK_FALSE(limits("none").allow_any());
	CHECK(limits("1").source == 1);
	CHECK(limits("64k").source == 64'000);
	CHECK(limits("64k").total == 64'000);
	CHECK(limits("64k,10M").total == 10'000'000);
	CHECK(limits("10000M").source == 10'000'000'000);
	CHECK(reflector("e --reflect-control 1M").spec.hook == Hook::socket);
	CHECK(reflector("e --reflect-control 1M --hook socket").spec.hook == Hook::socket);
	for (const auto &[line, begin] :
	     std::initializer_list<std::pair<const char *, const char *>>{
		     {"0", "--reflect-control: '0' is not a number from 1 to"},
		     {"1G", "--reflect-control: '1G' is not a number"},
		     {"10001M", "--reflect-control: '10001' is not a number from 1 to 10000"},
		     {"2k,1k", "--reflect-control: a source cannot have more than all together"},
		     {"1M --hook tcx", "--reflect-control: BPF programs cannot send several"},
		     {"1M --hook xdp", "--reflect-control: BPF programs cannot send several"},
		     {"1M --tlv-policy echo", "--reflect-control: no TLV is processed"}}) {
		CAPTURE(line);
		const std::string why =
			reflector_complaint(std::string("e --reflect-control ") + line);
		CAPTURE(why);
		CHECK(why.starts_with(begin));
	}
	CHECK(reflector_complaint("add e --reflect-control 1M")
		      .starts_with(
			      "--reflect-control: a persistent reflector cannot send several"));
}

TEST_CASE("every other option of the reflector reaches its member") {
	CHECK(reflector("e --stateful --sessions-per-source 7").spec.sessions_per_source == 7);
	CHECK(reflector("e --tlv-key-dir d").tlv_key_dir == "d");
	CHECK(reflector("e --rate 0").spec.rate_pps == 0);
	CHECK(reflector("e --rate 5").spec.rate_pps == 5);
	CHECK(reflector("e --total-rate 1000000000").spec.total_rate_pps == 1'000'000'000);
	CHECK(reflector("e --timestamp ptp").spec.format == STAMP_FORMAT_PTP);
	CHECK(reflector("e --hook tcx").spec.hook == Hook::tcx);
	CHECK(reflector("e --hook socket").spec.hook == Hook::socket);
	CHECK(reflector("e --hook xdp --timestamp-source hw").spec.timestamp_source ==
	      TimestampSource::hardware);
	CHECK(reflector("e --output").spec.report_answers);
	CHECK(reflector("e --json").json);
	CHECK(reflector("e -q").quiet);
	CHECK(reflector("e -v").verbose);
	CHECK(reflector("e --debug").debug);
	CHECK(reflector("e --enforce-sync").spec.enforce_sync);
	CHECK(reflector("e --enforce-ptp").spec.enforce_ptp);
	CHECK(reflector("e --key-file k").key_file == "k");
	CHECK(reflector("e --key-dir d").key_dir == "d");
	CHECK(reflector("e --tlv-key-file k").tlv_key_file == "k");
}

TEST_CASE("interfaces are words, and dev makes one of any word") {
	CHECK(reflector("eth0 eth1 eth0").spec.ifaces == Names{"eth0", "eth1"});
	CHECK(reflector("dev add").spec.ifaces == Names{"add"});
	CHECK(reflector("dev eth0 dev show eth1").spec.ifaces == Names{"eth0", "show", "eth1"});
	CHECK(reflector("eth0 add").spec.ifaces == Names{"eth0", "add"});
	CHECK(reflector("dev dev").spec.ifaces == Names{"dev"});
	CHECK(reflector("dev").spec.ifaces == Names{"dev"});
}

TEST_CASE("the first word may say what becomes of a persistent reflector") {
	const ReflectorOptions added = reflector("add eth0 --rate 5");
	CHECK(added.verb == ReflectorVerb::add);
	CHECK(added.spec.ifaces == Names{"eth0"});
	CHECK(reflector("--rate 5 change dev add").verb == ReflectorVerb::change);
	CHECK(reflector("--rate 5 change dev add").spec.ifaces == Names{"add"});
	CHECK(reflector("show").verb == ReflectorVerb::show);
	CHECK(reflector("show show").spec.ifaces == Names{"show"});
	CHECK(reflector("del --all").all);
	CHECK(reflector("del --stale").stale);
	CHECK(reflector("dev del").verb == ReflectorVerb::run);
}

TEST_CASE("what was given is known from what is only the default") {
	CHECK(reflector("change e").given.empty());
	CHECK(reflector("change e -p 862 --rate=1000").given ==
	      std::set<std::string>{"port", "rate"});
}

TEST_CASE("keys for packets make a reflector authenticated, keys for TLVs do not") {
	CHECK(reflector("e --key-file k").spec.authenticated);
	CHECK(reflector("e --key-dir d").spec.authenticated);
	CHECK_FALSE(reflector("e").spec.authenticated);
	CHECK_FALSE(reflector("e --tlv-key-file k").spec.authenticated);
	CHECK_FALSE(reflector("change e --key-file none").spec.authenticated);
	CHECK(reflector("change e --key-file none").no_keys());
}

TEST_CASE("R8762-20: a reflector for TWAMP Light sends NTP timestamps and no others") {
	const std::string refusal = "--timestamp: senders of TWAMP Light "
				    "(--tlv-policy echo) accept only ntp | --timestamp ntp";
	for (const char *verb : {"", "add ", "change "}) {
		CAPTURE(verb);
		const std::string e = std::string(verb) + "e ";
		CHECK(reflector_complaint(e + "--tlv-policy echo --timestamp ptp") == refusal);
		CHECK(reflector_complaint(e + "--timestamp ptp --tlv-policy echo") == refusal);
		for (const char *good :
		     {"--tlv-policy echo", "--tlv-policy echo --timestamp ntp", "--timestamp ptp",
		      "--tlv-policy process --timestamp ptp"}) {
			CAPTURE(good);
			CHECK(reflector_complaint(e + good).empty());
		}
	}
	// What is not used is not judged: both may come from a file or the environment.
	CHECK(reflector_complaint("show --tlv-policy echo --timestamp ptp").empty());
	CHECK(reflector_complaint("del e --tlv-policy echo --timestamp ptp").empty());
}

TEST_CASE("\"all\" lifts a restriction") {
	CHECK(reflector("e --allow all").spec.allow.empty());
	CHECK(reflector("e --address all").spec.addresses.empty());
	CHECK(reflector("e --ssid all").spec.ssids.empty());
	CHECK(reflector("e --allow all").given.contains("allow"));
}

TEST_CASE("a reflector's command line that cannot be meant is refused in one clear line") {
	struct Row {
		const char *line;
		const char *complaint; // the beginning of it
	};
	const Row rows[] = {
		{"", "reflector: IFACE is missing | stamp help reflector"},
		{"add", "reflector add: IFACE is missing | stamp help reflector"},
		{"del", "reflector del: IFACE is missing"},
		{"change eth0 eth1", "reflector change: takes one IFACE"},
		{"del eth0 --all", "reflector del: give one of IFACE, --all and --stale"},
		{"del --stale --all", "reflector del: give one of IFACE, --all and --stale"},
		{"e --all", "--all: only with del | stamp reflector del"},
		{"add e --stale", "--stale: only with del"},
		{"add e --output", "--output: a persistent reflector has no output | stamp "
				   "reflector e --output"},
		{"e --allow all,10.0.0.0/8", "--allow: "},
		{"e -p 0", "--port: '0' is not a number from 1 to 65535"},
		{"e -p 862,", "--port: '' is not a number from 1 to 65535"},
		{"e -p 1,2,3,4,5,6,7,8,9", "--port: at most 8 can be given"},
		{"e --address x", "--address: 'x' is not an IP address"},
		{"e --address 224.0.0.1", "--address: '224.0.0.1' is no address to answer to"},
		{"e --allow 10.0.0.0/33", "--allow: "},
		{"e --allow 10.0.0.1/8", "--allow: "},
		{"e --ssid 65536", "--ssid: '65536' is not a number from 0 to 65535"},
		{"e --ssid all,7", "--ssid: 'all' is not a number"},
		{"e --rate -1", "--rate: '-1' is not a number from 0 to 1000000000"},
		{"e --rate 1000000001", "--rate: '1000000001' is not a number"},
		{"add e --hook socket",
		 "--hook: socket: a persistent reflector needs BPF programs | --hook auto"},
		{"e --timestamp-source hw", "--timestamp-source: hw: receive timestamps of the "
					    "network card need XDP | --hook xdp"},
		{"add e --hook xdp --timestamp-source hw",
		 "--timestamp-source: hw: a persistent reflector cannot follow the clock of the "
		 "network card | stamp reflector e --hook xdp --timestamp-source hw"},
		{"change e --hook xdp --timestamp-source hw",
		 "--timestamp-source: hw: a persistent reflector cannot follow the clock of the "
		 "network card | stamp reflector e --hook xdp --timestamp-source hw"},
		{"e --key-file none", "--key-file: none is only for change"},
		{"add e --key-file none", "--key-file: none is only for change"},
		{"change e --key-file none --key-dir d",
		 "--key-file: none cannot be combined with --key-dir"},
		{"e --key-dir d --tlv-key-file k", "--tlv-key-file: in authenticated mode one key "
						   "signs packets and TLVs"},
		{"e --key-dir d --tlv-key-dir t", "--tlv-key-dir: in authenticated mode one key"},
		{"e --sessions-per-source 5",
		 "reflector: a stateless reflector has no sessions | --stateful"},
		{"change e --stateless --sessions-per-source 5",
		 "--stateless: a stateless reflector"},
		{"e --stateful --sessions-per-source 0",
		 "--sessions-per-source: '0' is not a number from 1 to 1048576"},
		{"e --tlv-policy echo --ssid 5",
		 "--ssid: senders of TWAMP Light (--tlv-policy echo) have only session 0 | --ssid "
		 "0, or --ssid all"},
		{"e --max-sessions 5",
		 "reflector: a stateless reflector has no sessions | --stateful"},
		{"add e --stateless", "--stateless: only for change"},
		{"change e --stateless --stateful", "--stateless: a stateless reflector has no"},
		{"change e --stateless --max-sessions 5", "--stateless: a stateless reflector"},
		{"e --stateful --max-sessions 0",
		 "--max-sessions: '0' is not a number from 1 to 1048576"},
		{"e --stateful --session-timeout 1ms", "--session-timeout: '1ms' is too short"},
		{"e -c 5", "-c: unknown option | stamp help reflector"},
		{"e/", "'e/': no such interface"},
	};
	for (const Row &row : rows) {
		CAPTURE(row.line, reflector_complaint(row.line));
		CHECK(reflector_complaint(row.line).starts_with(row.complaint));
	}
	CHECK(reflector_complaint("-h") == "help");
}
