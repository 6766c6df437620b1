// SPDX-License-Identifier: Apache-2.0
// What --tlv sends, what is printed of the replies, and why it is refused, against a golden file.
#include <fstream>
#include <sstream>

#include "render/json.h"
#include "render/tlv.h"
#include "tests/unit/cli/paths.h"
#include "unit/cli/parsed.h"
#include "unit/render/capture.h"
#include "unit/tlv/rig.h"

using namespace stamp;
using namespace stamp::tlv::test;
using stamp::test::Capture;

namespace {

struct Exchange {
	std::string tail; // of the reply
	stamp_hmac_tlv hmac = STAMP_HMAC_TLV_NONE;
};

struct Scenario {
	std::vector<std::string> asked; // as behind --tlv
	std::vector<Exchange> exchanges;
};

const std::string nothing_disclosed = "00020038 00000000 00030008 0000000000000000"
				      "00050010 00000000 000000000000000000000000"
				      "00080010 00000000 000000000000000000000000";
const std::string hmac_of_reply = "00080010 ba678760 0b155bec 49902f43 7f549af6";
// 40 us after the T3 of the first reply.
const std::string real_t3 = "e9e7d5d5 dc4c3f07 02000000";

const std::vector<Scenario> scenarios{
	{{"padding:3,zero"}, {{"00010003 000000"}, {""}}},
	{{"padding"}, {{"00010000"}, {"c0010000"}}},
	{{"location"},
	 {{"00020038 035e1f90 00020008 02005e1000010000"
	   "00050010 cb007107 000000000000000000000000"
	   "00080010 c6336404 000000000000000000000000"},
	  {"00020038 035e1f91 00030008 02005e1000010203"
	   "00060010 20010db8000000000000000000000001"
	   "00090010 20010db8000000000000000000000002"},
	  {"00020004 035e1f90"}}},
	{{"location"}, {{nothing_disclosed}}},
	{{"location"}, {{"80020004 00000000"}, {"40020003 000000"}}},
	{{"timestamp-information"}, {{"00030004 01020102"}, {"00030006 05034d00ffff"}}},
	{{"timestamp_information"}, {{"00030004 02010201"}, {"00030004 02010201"}}},
	{{"class-of-service:ef"}, {{"00040004 bae40000"}}},
	{{"class-of-service:10"},
	 {{"00040004 b80c0000"}, {"00040004 bae50000"}, {"00040004 2ae40000"}}},
	{{"direct-measurement"},
	 {{"0005000c 00000001 0000000b 00000015"}, {"0005000c 00000004 0000000d 00000017"}}},
	{{"direct-measurement"}, {{"0005000c 00000001 0000000b 00000015"}, {""}}},
	{{"access-report"}, {{"00060004 10010000"}, {"00010004 00000000"}}},
	{{"access-report:non-3gpp,unavailable"}, {{"80060004 20020000"}}},
	{{"follow-up-telemetry"},
	 {{"00070010 00000000 00000000 00000000 00000000"},
	  {"00070010 00000000 " + real_t3},
	  {"00070010 00000000 " + real_t3}}},
	{{"location", "hmac", "padding:4,zero"},
	 {{nothing_disclosed + hmac_of_reply, STAMP_HMAC_TLV_GOOD},
	  {nothing_disclosed + hmac_of_reply, STAMP_HMAC_TLV_BAD},
	  {nothing_disclosed}}},
	{{"destination-node-address:203.0.113.7"}, {{"00090004 cb007107"}}},
	{{"destination-node-address:2001:db8::7"},
	 {{"00090010 20010db8000000000000000000000007"}, {"00090008 20010db800000000"}}},
	{{"micro-session-id:7"}, {{"000b0004 00070000"}, {"000b0004 00080000"}}},
	{{"micro-session-id:7,9"}, {{"000b0004 00070009"}, {"000b0004 00070008"}}},
	{{"type=200:0aFF", "class-of-service:0", "type=200"},
	 {{"80c80002 0aff 00040004 00040000 80c80000"}}},
	{{"class-of-service:0", "direct-measurement", "access-report", "padding:8,zero"}, {}},
};

const std::vector<std::string> refused{
	"",
	"locatoin",
	"direct",
	"padding:x",
	"padding:65536",
	"padding:4,ones",
	"padding:4,zero,5",
	"padding:,",
	"location:1",
	"timestamp-information:1",
	"direct-measurement:x,y",
	"follow-up-telemetry:2",
	"hmac:00",
	"class-of-service:64",
	"class-of-service:1,2",
	"class-of-service:gold",
	"access-report:4gpp",
	"access-report:3gpp,maybe",
	"access-report:3gpp,available,1",
	"destination-node-address:host",
	"destination-node-address:192.0.2.1,192.0.2.2",
	"micro-session-id",
	"micro-session-id:0",
	"micro-session-id:1,2,3",
	"micro-session-id:1,65536",
	"type=0:00",
	"type=255:00",
	"type=200:0",
	"type=200:0x",
	"type=8:00",
	"type=252:0000",
	"hmac",
	"destination-node-address --ssid 0",
	"location --access-report-timer 1s",
	"location --access-report-retries 1",
	"location --tlv-key-file k --key-file k",
};

// What the lines of JSON have of TLVs.
std::string members(const std::string &lines) {
	std::istringstream in(lines);
	std::string text;
	for (std::string line; std::getline(in, line);)
		text += line.substr(line.find("\"tlvs\":")) + "\n";
	return text;
}

std::string run(const Scenario &scenario) {
	std::string text;
	for (const std::string &name : scenario.asked)
		text += "--tlv " + name + " ";
	text += "\n";
	TlvRig rig(scenario.asked);
	for (const Exchange &exchange : scenario.exchanges)
		rig.exchange(exchange.tail, exchange.hmac);
	for (const std::uint32_t seq : {0u, 1u})
		text += "request " + rig.request(seq) + "\n";
	Capture out;
	render::JsonRenderer json(out.file(), false);
	for (const stats::Packet &packet : rig.packets)
		json.packet(packet);
	const stats::Summary summary = rig.summary();
	json.summary(summary);
	text += members(out.take());
	for (const stats::TlvTally &tally : *summary.tlvs)
		text += render::tlv_phrase(tally) + "\n";
	return text + "\n";
}

std::string transcript() {
	std::string text;
	for (const Scenario &scenario : scenarios)
		text += run(scenario);
	for (const std::string &line : refused)
		text += "--tlv " + line + "\n" + cli::test::sender_complaint("e h --tlv " + line) +
			"\n\n";
	return text;
}

} // namespace

TEST_CASE("all that is sent and printed of TLVs is that of the golden file") {
	std::ifstream file(STAMP_SOURCE_ROOT "/tests/data/tlv/output.txt");
	std::ostringstream golden;
	golden << file.rdbuf();
	CHECK(transcript() == golden.str());
}
