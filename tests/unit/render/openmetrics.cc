// SPDX-License-Identifier: Apache-2.0
#include "render/openmetrics.h"

#include "support/catch.h"
#include "support/counts.h"

using namespace stamp;

namespace {

stats::InterfaceStats reflector(const std::string &iface, std::uint64_t reflected) {
	return {iface,
		"tcx",
		{862},
		utc(0),
		test::counted<stats::Verdicts>({{STAMP_V_REFLECTED, reflected}})};
}

bool has(const std::string &text, const std::string &line) {
	return text.find("\n" + line + "\n") != std::string::npos;
}

} // namespace

TEST_CASE("a name that is not UTF-8 makes no text that nobody can read") {
	stats::InterfaceStats s;
	s.iface = "a\xff\x1b\"\\";
	s.hook = "tcx";
	const std::string text = render::openmetrics({s}, "0");
	CHECK(text.find("iface=\"a\ufffd?\\\"\\\\\"") != std::string::npos);
	for (const char c : {'\xff', '\x1b'})
		CHECK(text.find(c) == std::string::npos);
}

TEST_CASE("nothing is still an exposition") {
	CHECK(render::openmetrics({}, "0.1.0") == "# HELP stamp_build_info Version of stamp.\n"
						  "# TYPE stamp_build_info gauge\n"
						  "stamp_build_info{version=\"0.1.0\"} 1\n"
						  "# EOF\n");
}

TEST_CASE("every counter is a sample, zero or not") {
	const std::string text = render::openmetrics({reflector("eth0", 7)}, "0.1.0");
	CHECK(has(text, "stamp_reflector_packets_total{iface=\"eth0\",verdict=\"reflected\"} 7"));
	CHECK(has(text, "stamp_reflector_packets_total{iface=\"eth0\",verdict=\"short\"} 0"));
	CHECK(has(text, "stamp_link_attached{iface=\"eth0\",hook=\"tcx\"} 1"));
}

TEST_CASE("several of one role on an interface are added up, so that no sample comes twice") {
	stats::InterfaceStats sender = reflector("eth0", 5);
	sender.role = STAMP_ROLE_SENDER;
	const std::string text = render::openmetrics(
		{reflector("eth0", 7), reflector("eth0", 8), reflector("eth1", 1), sender},
		"0.1.0");
	CHECK(has(text, "stamp_reflector_packets_total{iface=\"eth0\",verdict=\"reflected\"} 15"));
	CHECK(has(text, "stamp_reflector_packets_total{iface=\"eth1\",verdict=\"reflected\"} 1"));
	CHECK(has(text, "stamp_sender_packets_total{iface=\"eth0\",verdict=\"reflected\"} 5"));
}

TEST_CASE("a link is attached if one of an interface's is") {
	stats::InterfaceStats detached = reflector("eth0", 7);
	detached.attached = false;
	CHECK(has(render::openmetrics({detached}, "0.1.0"),
		  "stamp_link_attached{iface=\"eth0\",hook=\"tcx\"} 0"));
	CHECK(has(render::openmetrics({detached, reflector("eth0", 1)}, "0.1.0"),
		  "stamp_link_attached{iface=\"eth0\",hook=\"tcx\"} 1"));
}

TEST_CASE("live sessions are a gauge of stateful reflectors alone, added up like the rest") {
	stats::InterfaceStats stateful = reflector("eth0", 7);
	stateful.live_sessions = 3;
	const std::string text =
		render::openmetrics({stateful, stateful, reflector("eth1", 1)}, "0.1.0");
	CHECK(has(text, "# TYPE stamp_reflector_sessions gauge"));
	CHECK(has(text, "stamp_reflector_sessions{iface=\"eth0\"} 6"));
	CHECK(text.find("stamp_reflector_sessions{iface=\"eth1\"}") == std::string::npos);
	CHECK(render::openmetrics({reflector("eth0", 7)}, "0.1.0")
		      .find("stamp_reflector_sessions") == std::string::npos);
}

TEST_CASE("what a label may not hold as it is, is escaped") {
	const std::string text = render::openmetrics({reflector("a\"b\\c", 1)}, "0.1.0");
	CHECK(has(text, "stamp_link_attached{iface=\"a\\\"b\\\\c\",hook=\"tcx\"} 1"));
}

TEST_CASE("what TLVs showed is counted for reflectors, zero or not") {
	stats::InterfaceStats s = reflector("eth0", 7);
	CHECK(render::openmetrics({s}, "0.1.0").find("tlvs") == std::string::npos);
	s.tlvs = test::counted<stats::TlvNotes>({{STAMP_TLV_NOTE_UNKNOWN, 2}});
	const std::string text = render::openmetrics({s, s}, "0.1.0");
	CHECK(has(text, "stamp_reflector_tlvs_total{iface=\"eth0\",note=\"stray\"} 0"));
	CHECK(has(text, "stamp_reflector_tlvs_total{iface=\"eth0\",note=\"unknown\"} 4"));
}
