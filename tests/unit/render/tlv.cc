// SPDX-License-Identifier: Apache-2.0
#include "render/tlv.h"

#include "render/json.h"
#include "support/catch.h"
#include "unit/render/capture.h"
#include "unit/render/sample.h"

using namespace stamp;
using namespace stamp::test;
using render::tlv_phrase;
using stats::TlvTally;

namespace {

TlvTally answered(std::string name, stats::TlvFields fields, stats::Sentence sentence = {}) {
	TlvTally tally;
	tally.name = std::move(name);
	tally.answered = 3;
	tally.fields = std::move(fields);
	tally.sentence = std::move(sentence);
	return tally;
}

} // namespace

TEST_CASE("JSON: the TLVs of a reply, of those that were asked for alone") {
	Capture out;
	render::JsonRenderer json(out.file(), false);
	stats::Packet packet = sample_packet();
	json.packet(packet);
	CHECK(out.take().find("tlvs") == std::string::npos);
	const stats::TlvField unknown("x", std::optional<Duration>());
	packet.tlvs = {
		{4,
		 "class_of_service",
		 0,
		 stats::TlvState::answered,
		 {{"arrived_dscp", 46}, {"refused", false}, unknown}},
		{200, "type_200", 128, stats::TlvState::unrecognised, {{"a", std::string("b")}}}};
	json.packet(packet);
	const std::string line = out.take();
	CHECK(line.find(R"("late":false,"tlvs":[{"type":4,"name":"class_of_service","flags":0,)"
			R"("state":"answered","arrived_dscp":46,"refused":false,"x":null},)"
			R"({"type":200,"name":"type_200","flags":128,"state":"unrecognised",)"
			R"("a":"b"}]})") != std::string::npos);
}

TEST_CASE("JSON: the TLVs of a summary by name") {
	Capture out;
	render::JsonRenderer json(out.file(), false);
	stats::Summary summary;
	json.summary(summary);
	CHECK(out.take().find("tlvs") == std::string::npos);
	summary.tlvs = {
		answered("direct_measurement", {{"sent", 10},
						{"lost_bwd", std::optional<std::uint64_t>()},
						{"max_ns", Duration{4000}},
						{"t3_ns", utc(7)}})};
	json.summary(summary);
	CHECK(out.take().find(R"("tlvs":{"direct_measurement":{"answered":3,"unrecognised":0,)"
			      R"("malformed":0,"integrity":0,"missing":0,"unread":0,"sent":10,)"
			      R"("lost_bwd":null,"max_ns":4000,"t3_ns":7}}})") !=
	      std::string::npos);
}

TEST_CASE("each state has its name in JSON") {
	Capture out;
	render::JsonRenderer json(out.file(), false);
	stats::Packet packet = sample_packet();
	packet.tlvs = {{1, "a", 0, stats::TlvState::malformed, {}},
		       {1, "b", 0, stats::TlvState::integrity, {}}};
	json.packet(packet);
	const std::string line = out.take();
	CHECK(line.find(R"("state":"malformed")") != std::string::npos);
	CHECK(line.find(R"("state":"integrity")") != std::string::npos);
}

TEST_CASE("a TLV in words") {
	stats::Sentence sentence("2 replies left later: mean ");
	sentence += Duration{4000};
	sentence += ".";
	CHECK(tlv_phrase(answered("x", {}, sentence)) == "x: 2 replies left later: mean 4.0us.");
	CHECK(tlv_phrase(answered("x", {})) == "x: answered in 3 replies");
	TlvTally unanswered;
	unanswered.name = "x";
	unanswered.sentence = "sent 1 time";
	unanswered.missing = 2;
	CHECK(tlv_phrase(unanswered) == "x: sent 1 time; absent in 2 replies");
}

TEST_CASE("TLVs that are not answered are reported, never fatal") {
	TlvTally tally = answered("follow_up_telemetry", {});
	tally.answered = 0;
	CHECK(tlv_phrase(tally) == "follow_up_telemetry: no reply");
	tally.unrecognised = 2;
	CHECK(tlv_phrase(tally) == "follow_up_telemetry: reflector does not support it, or did not "
				   "follow it (U) in 2 replies");
	tally.malformed = tally.integrity = tally.missing = 1;
	CHECK(tlv_phrase(tally) ==
	      "follow_up_telemetry: reflector does not support it, or did not follow it (U) in 2 "
	      "replies; malformed (M) in 1 reply; discarded, signature or integrity wrong (I) in 1 "
	      "reply; absent in 1 reply");
}
