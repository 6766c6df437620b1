// SPDX-License-Identifier: Apache-2.0
#include "app/sender_tlvs.h"
#include "stamp/tlv.h"
#include "support/catch.h"
#include "unit/cli/parsed.h"

using namespace stamp;
using namespace stamp::cli;
using namespace stamp::cli::test;
using namespace std::chrono_literals;

namespace {

session::SenderPlan plan_to(const std::string &address) {
	session::SenderPlan plan;
	plan.targets = {{.to = {*net::Address::parse(address), 862},
			 .source = *net::Address::parse("192.0.2.1")}};
	return plan;
}

std::optional<tlv::Plan> planned(const std::string &line, const std::string &target = "192.0.2.2") {
	session::SenderPlan plan = plan_to(target);
	REQUIRE(app::plan_tlvs(sender("e h " + line).spec, plan));
	return plan.targets.front().tlvs;
}

std::string plan_complaint(const std::string &line) {
	session::SenderPlan plan = plan_to("192.0.2.2");
	const auto done = app::plan_tlvs(sender("e h " + line).spec, plan);
	const auto wrong = done ? std::nullopt : usage_of(done.error());
	return wrong ? wrong->what + ": " + wrong->why : "";
}

} // namespace

TEST_CASE("TLVs are asked for in their order, some of them several times") {
	const auto tlvs = sender("e h --tlv location --tlv class-of-service:ef --tlv hmac "
				 "--tlv location --key-file k")
				  .spec.tlvs;
	REQUIRE(tlvs.size() == 4);
	CHECK(tlvs[0].type == STAMP_TLV_LOCATION);
	CHECK(tlvs[1].type == STAMP_TLV_CLASS_OF_SERVICE);
	CHECK(tlvs[1].value.front() == std::byte{46 << 2});
	CHECK(tlvs[3].type == STAMP_TLV_LOCATION);
}

TEST_CASE("what is no TLV is refused, with the nearest name") {
	const struct {
		const char *line, *begin;
	} refused[] = {
		{"locatoin", "--tlv: 'locatoin' is none of padding, location, "},
		{"direct", "--tlv: 'direct' is none of "},
		{"padding:x", "--tlv: 'padding:x': 'x' is not a number"},
		{"type=8:00", "--tlv: an HMAC is computed"},
		{"type=252:0000", "--tlv: a private type begins with 4 octets"}, // S8972-23
		{"hmac", "--tlv: an HMAC needs a key"},
		{"destination-node-address --ssid 0", // S9503-01
		 "--tlv: destination_node_address needs"},
		{"reflect-control:100,3,1s", // S10052-03
		 "--tlv: reflect-control: the replies to a request take 2s, longer than"},
		{"reflect-control:100 --tlv return-path:no-reply", // S10052-02
		 "--tlv: return-path:no-reply and reflect-control contradict each other"},
		{"location --access-report-timer 1s", "--access-report-timer: no Access"},
		{"location --access-report-retries 1", "--access-report-retries: no Access"},
	};
	for (const auto &[line, begin] : refused) {
		CAPTURE(line);
		const std::string why = sender_complaint(std::string("e h --tlv ") + line);
		CAPTURE(why);
		CHECK(why.starts_with(begin));
	}
	CHECK(sender_complaint("e h --tlv locatoin").ends_with(" | --tlv location"));
	CHECK(sender_complaint("e h --tlv direct").ends_with(" | --tlv direct_measurement"));
	CHECK(sender_complaint("e h --tlv type=8:00").ends_with(" | --tlv hmac"));
}

TEST_CASE("what the session decides is filled in (S9503-01: with its address)") {
	CHECK_FALSE(planned(""));
	const auto tlvs = planned("--dscp ef --tlv class-of-service --tlv destination-node-address")
				  ->requests;
	REQUIRE(tlvs.size() == 2);
	CHECK(tlvs[0].value.front() == std::byte{46 << 2});
	CHECK(tlvs[1].value ==
	      std::vector{std::byte{192}, std::byte{0}, std::byte{2}, std::byte{2}});
	const auto tail = [](const std::string &line) { return planned(line)->tail; };
	CHECK(planned("--tlv destination-node-address", "2001:db8::2")->tail.octets.size() == 20);
	CHECK(tail("--tlv location --tlv-key-file k").hmac_at == 60);
	CHECK(tail("--tlv location --key-file k").hmac_at == 60);
	CHECK(tail("--tlv padding --tlv-key-file k").hmac_at == 0);
	CHECK_FALSE(tail("--tlv padding --key-file k").hmac_at);
	CHECK(tail("--tlv location -l 200").octets.size() == 156);
	// S8972-18 S8972-19
	const auto report = sender("e h --tlv access-report --access-report-timer 1s "
				   "--access-report-retries 2")
				    .spec.access_report;
	CHECK(report.wait == 1s);
	CHECK(report.retries == 2);
	CHECK_FALSE(sender("e h --tlv access-report").spec.access_report.wait);
}

TEST_CASE("S8972-22: a length that the TLVs do not come to is refused") {
	CHECK(plan_complaint("--tlv location -l 104").empty());
	CHECK(plan_complaint("--tlv location -l 103") ==
	      "--length: a packet has 104 octets with its TLVs");
	CHECK(plan_complaint("--tlv location -l 105").starts_with("--length: a packet has 104"));
	CHECK(plan_complaint("--tlv-key-file k") == "--tlv-key-file: no TLV is sent");
	CHECK(plan_complaint("--tlv padding:65507").starts_with("--tlv: a packet would have"));
}
