// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "support/catch.h"
#include "unit/cli/parsed.h"

using namespace stamp;
using namespace stamp::cli;
using namespace stamp::cli::test;
using namespace std::chrono_literals;

TEST_CASE("a sender without options has the documented defaults") {
	const SenderOptions o = sender("eth0 edge7");
	CHECK(o.spec.iface == "eth0");
	REQUIRE(o.spec.targets.size() == 1);
	CHECK(o.spec.targets[0].host == "edge7");
	CHECK_FALSE(o.spec.targets[0].port);
	CHECK(o.spec.count == 0);
	CHECK(o.spec.interval == 1s); // S8762-26 T-26
	CHECK_FALSE(o.spec.duration);
	CHECK(o.spec.timeout == 1s);
	CHECK(o.spec.dest_port == 862); // S8762-06
	CHECK(o.spec.first_source_port() == 862);
	CHECK_FALSE(o.spec.source_port);
	CHECK(o.spec.family == net::Family::any);
	CHECK(o.spec.octets() == 44); // T-26 T-40
	CHECK(o.spec.dscp == 0);
	CHECK(o.spec.ecn == 0);
	CHECK(o.spec.ttl == 255); // S8762-17
	CHECK_FALSE(o.spec.ssid);
	CHECK(o.spec.format == STAMP_FORMAT_NTP); // S8762-08
	CHECK(o.spec.hook == Hook::automatic);
	CHECK(o.spec.timestamp_source == TimestampSource::software);
	CHECK_FALSE(o.json);
	CHECK_FALSE(o.draw_histogram);
	CHECK_FALSE(o.histogram);
	CHECK(o.histogram_path == "./hist");
}

TEST_CASE("options stand anywhere and are written in every usual way") {
	for (const char *line : {"eth0 h -c 50", "eth0 h -c50", "eth0 h --count 50",
				 "eth0 h --count=50", "-c 50 eth0 h", "eth0 -c 50 h",
				 "-qc50 eth0 h", "-c 50 -- eth0 h", "-c 7 -c 50 eth0 h"}) {
		CAPTURE(line);
		const SenderOptions o = sender(line);
		CHECK(o.spec.count == 50);
		CHECK(o.spec.iface == "eth0");
		CHECK(o.spec.targets.size() == 1);
	}
}

TEST_CASE("every option of the sender reaches its member") {
	CHECK(sender("e h -c 18446744073709551615").spec.count == UINT64_MAX);
	CHECK(sender("e h -i 0.5").spec.interval == 500ms);
	CHECK(sender("e h -i 1ms").spec.interval == 1ms);
	CHECK(sender("e h -i 10us --force").spec.interval == 10us);
	CHECK(sender("e h --precise").spec.precise);
	CHECK_FALSE(sender("e h").spec.precise);
	CHECK(sender("e h -t 1h").spec.duration == Duration(1h));
	CHECK(sender("e h -w 250ms").spec.timeout == 250ms);
	for (const int port : {1024, 4862, 65535}) // S8762-07
		CHECK(sender("e h -d " + std::to_string(port)).spec.dest_port == port);
	CHECK(sender("e h -s 4862").spec.source_port == 4862);
	CHECK(sender("e h -s 862").spec.source_port == 862);
	CHECK(sender("e h -s auto").spec.source_port == 0);
	CHECK(sender("e h --source 192.0.2.1").spec.source->text() == "192.0.2.1");
	CHECK(sender("e h --source 2001:db8::1 -6").spec.source->text() == "2001:db8::1");
	CHECK(sender("e h -4").spec.family == net::Family::v4);
	CHECK(sender("e h -6").spec.family == net::Family::v6);
	CHECK(sender("e h -l 44").spec.octets() == 44);
	CHECK(sender("e h -l 48").spec.octets() == 48);
	CHECK(sender("e h --length 65507").spec.octets() == 65507);
	CHECK(sender("e h --key-file k").spec.octets() == 112); // S8762-02
	CHECK(sender("e h --key-file k -l 112").spec.octets() == 112);
	CHECK(sender("e h -l 116 --key-file k").spec.octets() == 116);
	CHECK(sender("e h --tlv-key-file k").spec.octets() == 44);
	CHECK(sender("e h --key-file k").spec.key_file == "k");
	CHECK(sender("e h --key-file k").spec.authenticated);
	CHECK(sender("e h --tlv-key-file k").spec.key_file == "k");
	CHECK_FALSE(sender("e h --tlv-key-file k").spec.authenticated);
	CHECK(sender("e h --dscp ef").spec.dscp == 46);
	CHECK(sender("e h --dscp=63").spec.dscp == 63);
	CHECK(sender("e h --ecn ect0").spec.ecn == 2);
	CHECK(sender("e h --ttl 1").spec.ttl == 1);
	CHECK(sender("e h --ssid 0").spec.ssid == 0);
	CHECK(sender("e h --ssid 0x5a3c").spec.ssid == 0x5a3c);
	CHECK_FALSE(sender("e h").spec.stops_at_zero_ssid); // S8972-03
	CHECK_FALSE(sender("e h --zero-ssid continue").spec.stops_at_zero_ssid);
	CHECK(sender("e h --zero-ssid stop").spec.stops_at_zero_ssid);
	CHECK_FALSE(sender("e h --ssid 0 --zero-ssid continue").spec.stops_at_zero_ssid);
	CHECK(sender("e h --timestamp ptp").spec.format == STAMP_FORMAT_PTP);
	CHECK(sender("e h --hook tcx").spec.hook == Hook::tcx);
	CHECK(sender("e h --hook clsact").spec.hook == Hook::clsact);
	CHECK(sender("e h --hook socket").spec.hook == Hook::socket);
	CHECK(sender("e h --hook clsact --hook auto").spec.hook == Hook::automatic);
	CHECK(sender("e h --timestamp-source auto").spec.timestamp_source ==
	      TimestampSource::automatic);
	CHECK(sender("e h --hook xdp --timestamp-source hw").spec.timestamp_source ==
	      TimestampSource::hardware);
	CHECK(sender("e h").spec.reflector_mode == stats::ReflectorMode::automatic);
	CHECK(sender("e h --reflector-mode stateless").spec.reflector_mode ==
	      stats::ReflectorMode::stateless);
	CHECK(sender("e h --reflector-mode stateful").spec.reflector_mode ==
	      stats::ReflectorMode::stateful);
	CHECK_FALSE(sender("e h").spec.utc_offset.automatic);
	CHECK(sender("e h").spec.utc_offset.seconds == 0);
	CHECK(sender("e h --reflector-utc-offset auto").spec.utc_offset.automatic);
	CHECK(sender("e h --reflector-utc-offset 37").spec.utc_offset.seconds == 37);
	CHECK(sender("e h --reflector-utc-offset -37").spec.utc_offset.seconds == -37);
	CHECK(sender("e h --reflector-utc-offset auto --reflector-utc-offset=-37")
		      .spec.utc_offset.automatic == false);
	CHECK(sender("e h --json").json);
	CHECK(sender("e h -o out").output == "out");
	CHECK(sender("e h -o -").output == "-");
	CHECK(sender("e h -q").quiet);
	CHECK(sender("e h -v").verbose);
	CHECK(sender("e h -v -v --verbose").verbose);
	CHECK(sender("e h -D").wall_clock);
	CHECK(sender("e h --enforce-sync").spec.enforce_sync);
	CHECK(sender("e h --enforce-ptp").spec.enforce_ptp);
	CHECK(sender("e h --debug").debug);
}

TEST_CASE("a bare --hist draws and leaves the next word alone, bounds go to a file") {
	SenderOptions o = sender("--hist eth0 h");
	CHECK(o.draw_histogram);
	CHECK_FALSE(o.histogram);
	CHECK(o.spec.iface == "eth0");
	for (const char *line : {"--hist=20,0,10 eth0 h", "--hist 20,0,10 eth0 h",
				 "eth0 h --hist 20,0,10 --histpath f"}) {
		CAPTURE(line);
		o = sender(line);
		CHECK_FALSE(o.draw_histogram);
		REQUIRE(o.histogram);
		CHECK(o.histogram->bins == 20);
		CHECK(o.histogram->floor == 0ns);
		CHECK(o.histogram->ceil == 10ms);
	}
	CHECK(o.histogram_path == "f");
	CHECK(sender("e h --hist=3,0.5,1.25").histogram->ceil == 1250us);
}

TEST_CASE("targets bring a port or not, and there may be several") {
	const SenderOptions o = sender("auto edge7 [2001:db8::1]:4862 192.0.2.1:4863 fe80::1%eth0");
	CHECK(o.spec.iface == "auto");
	REQUIRE(o.spec.targets.size() == 4);
	CHECK(o.spec.targets[1].host == "2001:db8::1");
	CHECK(o.spec.targets[1].port == 4862);
	CHECK(o.spec.targets[2].port == 4863);
	CHECK(o.spec.targets[3].host == "fe80::1%eth0");
}

TEST_CASE("a sender's command line that cannot be meant is refused in one clear line") {
	struct Row {
		const char *line;
		const char *complaint; // the beginning of it
	};
	const Row rows[] = {
		{"", "sender: IFACE and HOST are missing | stamp help sender"},
		{"192.0.2.1", "sender: HOST is missing: give IFACE first, then HOST | "
			      "stamp sender auto 192.0.2.1"},
		{"e h --bogus", "--bogus: unknown option | stamp help sender"},
		{"e h --intervall=5", "--intervall: unknown option | --interval"},
		{"e h --cou 5", "--cou: unknown option | --count"},
		{"e h -json", "-json: unknown option | --json"},
		{"e h -x", "-x: unknown option | stamp help sender"},
		{"e h -c", "--count: a value is missing"},
		{"e h --count=", "--count: a value is missing"},
		{"e h -o --json", "-o: a value is missing"},
		{"e h --json=5", "--json: takes no value"},
		{"e h -c x", "--count: 'x' is not a whole number"},
		{"e h -c -1", "--count: '-1' is not a whole number"},
		{"e h -c 18446744073709551616",
		 "--count: '18446744073709551616' is not a whole number"},
		{"e h -c x -c 5", "--count: 'x' is not a whole number"},
		{"e h -i 0", "--interval: '0' is too short: 1us is the least"},
		{"e h -i 0 --force", "--interval: '0' is too short: 1us is the least"},
		{"e h -i -1", "--interval: '-1' is negative"},
		{"e h -i 999us", // S8762-26
		 "--interval: an interval below 1 ms is a load test | --force"},
		{"e h -i 5x", "--interval: '5x' is not a duration"},
		{"e h -i 8761h", "--interval: '8761h' is too long: a year is the most"},
		{"e h -t 0", "--duration: '0' is too short"},
		{"e h -w 0", "--timeout: '0' is too short"},
		{"e h -d 0", "--dest-port: '0' is not a number from 1 to 65535"},
		{"e h -d 65536", "--dest-port: '65536' is not a number from 1 to 65535"},
		{"e h -s 0", "--source-port: '0' is not a number from 1 to 65535, nor auto"},
		{"e h --source x", "--source: 'x' is not an IP address"},
		{"e h --source 0.0.0.0", "--source: '0.0.0.0' is no address to send from"},
		{"e h --source ff02::1", "--source: 'ff02::1' is no address to send from"},
		{"e h --source 192.0.2.1 -6",
		 "--source: 192.0.2.1 is not of the requested address family | -4"},
		{"e h -4 -6", "-6: not both -4 and -6"},
		{"e h -l 43", "--length: '43' is not a number from 44 to 65507"},
		{"e h -l 45",
		 "--length: 45 to 47 octets cannot be built: an Extra Padding TLV takes "
		 "at least 4 | -l 44 or -l 48"},
		{"e h -l 47", "--length: 45 to 47 octets cannot be built"},
		{"e h -l 113 --key-file k", "--length: 113 to 115 octets cannot be built: an Extra "
					    "Padding TLV takes at least 4 | -l 112 or -l 116"},
		{"e h -l 115 --key-file k", "--length: 113 to 115 octets cannot be built"},
		{"e h --key-file k -l 111",
		 "--length: an authenticated packet has at least 112 octets | -l 112 or -l 116"},
		{"e h --key-file k -l 44", "--length: an authenticated packet has at least 112"},
		{"e h --key-file=", "--key-file: a"},
		{"e h --key-file k --tlv-key-file k",
		 "--tlv-key-file: in authenticated mode one key signs packets and TLVs"},
		{"e h -l 65508", "--length: '65508' is not a number from 44 to 65507"},
		{"e h --dscp 64", "--dscp: '64' is neither a number from 0 to 63 nor"},
		{"e h --ecn 4", "--ecn: '4' is neither a number from 0 to 3 nor"},
		{"e h --ttl 0", "--ttl: '0' is not a number from 1 to 255"},
		{"e h --ttl 256", "--ttl: '256' is not a number from 1 to 255"},
		{"e h --ssid 65536", "--ssid: '65536' is not a number from 0 to 65535"},
		{"e h --ssid 0x", "--ssid: '0x' is not a number"},
		{"e h --zero-ssid x", "--zero-ssid: 'x' is none of continue, stop"},
		{"e h --zero-ssid stop --ssid 0",
		 "--zero-ssid: stop: requests without a session identifier cannot return one | no "
		 "--ssid 0"},
		{"e h --timestamp gps", "--timestamp: 'gps' is none of ntp, ptp"},
		{"e h --reflector-utc-offset 37.5",
		 "--reflector-utc-offset: '37.5' is not a number from -100 to 100, nor auto"},
		{"e h --reflector-utc-offset=-101",
		 "--reflector-utc-offset: '-101' is not a number from -100 to 100, nor auto"},
		{"e h --reflector-utc-offset=-",
		 "--reflector-utc-offset: '-' is not a number from -100 to 100, nor auto"},
		{"e h --reflector-mode x",
		 "--reflector-mode: 'x' is none of auto, stateless, stateful"},
		{"e h --hook x", "--hook: 'x' is none of auto, xdp, tcx, clsact, socket"},
		{"e h --timestamp-source nic", "--timestamp-source: 'nic' is none of auto, hw, sw"},
		{"e h --timestamp-source hw",
		 "--timestamp-source: hw: receive timestamps of the network card need XDP | --hook "
		 "xdp"},
		{"e h --timestamp-source hw --hook tcx",
		 "--timestamp-source: hw: receive timestamps of the network card need XDP | --hook "
		 "xdp"},
		{"e h --hist=", "--hist: a value is missing"},
		{"e h --hist=5", "--hist: histogram \"5\": not of the form BINS,FLOOR,CEIL | "
				 "--hist=20,0,10"},
		{"e h --hist=2,0,1", "--hist: histogram \"2,0,1\": BINS is"},
		{"e h --hist=5,x,1", "--hist: histogram \"5,x,1\": FLOOR is"},
		{"e h --hist=5,3,3", "--hist: histogram \"5,3,3\": FLOOR is not below CEIL"},
		{"e h --hist 5,3", "--hist: histogram \"5,3\": not of the form"},
		{"e h --hist --json", "--hist: a drawn histogram cannot be combined with JSON"},
		{"e h --histpath f",
		 "--histpath: only a histogram with bounds is written to a file"},
		{"e h --histpath ./hist --hist", "--histpath: only a histogram"},
		{"e/0 h", "'e/0': no such interface"},
		{"192.0.2.2 eth0", "sender: '192.0.2.2' is not an interface: give IFACE first, "
				   "then HOST | stamp sender eth0 192.0.2.2"},
		{"2001:db8::2 eth0", "sender: '2001:db8::2' is not an interface: give IFACE first, "
				     "then HOST | stamp sender eth0 2001:db8::2"},
		{"[2001:db8::2]:862 eth0", "sender: '[2001:db8::2]:862' is not an interface: give "
					   "IFACE first, then HOST | stamp sender eth0"},
		{"edge7.example.net eth0", "sender: 'edge7.example.net' is not an interface: give "
					   "IFACE first, then HOST | stamp sender eth0 edge7"},
		{"192.0.2.2 192.0.2.3 eth0 2001:db8::2",
		 "sender: '192.0.2.2' is not an interface: give IFACE first, then HOST | stamp "
		 "sender eth0 192.0.2.2 192.0.2.3 2001:db8::2"},
		{"192.0.2.2 192.0.2.3", "sender: '192.0.2.2' is not an interface: give IFACE "
					"first, then HOST | stamp sender auto 192.0.2.2 192.0.2.3"},
		{"a-name-of-16-chr h", "'a-name-of-16-chr': no such interface"},
		{"e 192.0.2.1:0", "sender: host '192.0.2.1:0': the port has to be from 1 to 65535"},
	};
	for (const Row &row : rows) {
		CAPTURE(row.line, sender_complaint(row.line));
		CHECK(sender_complaint(row.line).starts_with(row.complaint));
	}
}

TEST_CASE("a sender has a bounded number of targets") {
	std::string line = "auto";
	for (int i = 0; i < STAMP_MAX_HOSTS; i++)
		line += " h" + std::to_string(i);
	CHECK(sender_complaint(line).empty());
	CHECK(sender_complaint(line + " more") == "sender: at most 64 HOSTs");
}

TEST_CASE("help is asked for whatever else is there or missing") {
	CHECK(sender_complaint("--help") == "help");
	CHECK(sender_complaint("-h") == "help");
	CHECK(sender_complaint("e h -c x -h") == "help");
	CHECK(sender_complaint("-- -h h").empty()); // an interface called -h
}
