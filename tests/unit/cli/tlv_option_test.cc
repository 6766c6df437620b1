// SPDX-License-Identifier: Apache-2.0
#include "app/sender_tlvs.h"
#include "support/catch.h"
#include "unit/cli/parsed.h"
#include "wire/tlv_values.h"

using namespace stamp;
using namespace stamp::cli;
using namespace stamp::cli::test;
using namespace std::chrono_literals;

namespace {

wire::TlvRequest request(const std::string &text) {
	return sender("e h --tlv " + text).spec.tlvs.at(0).request;
}

bool same(const wire::TlvRequest &a, const wire::TlvRequest &b) {
	return a.type == b.type && a.value == b.value;
}

session::SenderPlan plan_to(const std::string &address) {
	session::SenderPlan plan;
	plan.targets = {{.to = {*net::Address::parse(address), 862},
			 .source = *net::Address::parse("192.0.2.1")}};
	return plan;
}

std::vector<session::TlvSettings> planned(const std::string &line,
					  const std::string &target = "192.0.2.2") {
	session::SenderPlan plan = plan_to(target);
	REQUIRE(app::plan_tlvs(sender("e h " + line).spec, plan));
	const auto &tlvs = plan.targets.front().tlvs;
	return tlvs ? std::vector{*tlvs} : std::vector<session::TlvSettings>();
}

std::string plan_complaint(const std::string &line) {
	session::SenderPlan plan = plan_to("192.0.2.2");
	const auto done = app::plan_tlvs(sender("e h " + line).spec, plan);
	const auto wrong = done ? std::nullopt : usage_of(done.error());
	return wrong ? wrong->what + ": " + wrong->why : "";
}

} // namespace

TEST_CASE("every TLV can be asked for by its name") {
	CHECK(request("padding").value.empty());
	CHECK(request("padding:100").value.size() == 100);
	// S8972-12
	CHECK(same(request("padding:3,zero"), {1, std::vector<std::byte>(3)}));
	CHECK(request("padding:64,random").value != std::vector<std::byte>(64));
	CHECK(same(request("location"), wire::location_tlv()));
	CHECK(same(request("timestamp-information"), wire::timestamp_information_tlv()));
	CHECK(same(request("timestamp_information"), wire::timestamp_information_tlv()));
	CHECK(same(request("class-of-service:ef"), wire::class_of_service_tlv(46)));
	CHECK(same(request("direct-measurement"), wire::direct_measurement_tlv()));
	CHECK(same(request("access-report"), wire::access_report_tlv(1, 1)));
	CHECK(same(request("access-report:non-3gpp"), wire::access_report_tlv(2, 1)));
	CHECK(same(request("access-report:3gpp,unavailable"), wire::access_report_tlv(1, 2)));
	CHECK(same(request("follow-up-telemetry"), wire::follow_up_tlv()));
	CHECK(same(request("hmac --tlv-key-file k"), wire::hmac_tlv()));
	CHECK(same(request("destination-node-address:2001:db8::7"),
		   wire::destination_node_tlv(*net::Address::parse("2001:db8::7"))));
	// S9534-01
	CHECK(same(request("micro-session-id:7"), wire::micro_session_tlv(7, 0)));
	CHECK(same(request("micro-session-id:7,9"), wire::micro_session_tlv(7, 9)));
	CHECK(same(request("type=200:0aFF"), {200, {std::byte{0x0a}, std::byte{0xff}}}));
	CHECK(same(request("type=200"), {200, {}}));
	CHECK(request("type=254:00007a69").value.size() == 4);
	CHECK(sender("e h --tlv location --tlv hmac --tlv location --key-file k")
		      .spec.tlvs.size() == 3);
}

TEST_CASE("what is no TLV is refused, with the nearest name") {
	const struct {
		const char *line, *begin;
	} refused[] = {
		{"locatoin", "--tlv: 'locatoin' is none of padding, location, "},
		{"direct", "--tlv: 'direct' is none of "},
		{"padding:x", "--tlv: 'padding:x': 'x' is not a number"},
		{"padding:65536", "--tlv: 'padding:65536': '65536' is not a number"},
		{"padding:4,ones", "--tlv: 'padding:4,ones': its form is padding[:"},
		{"location:1", "--tlv: 'location:1': takes no argument"},
		{"class-of-service:64", "--tlv: 'class-of-service:64': '64'"},
		{"class-of-service:1,2", "--tlv: 'class-of-service:1,2': its form is"},
		{"class-of-service:1,", "--tlv: 'class-of-service:1,': its form is"},
		{"padding:,", "--tlv: 'padding:,': its form is"},
		{"access-report:4gpp", "--tlv: 'access-report:4gpp': its form is access-report"},
		{"access-report:3gpp,maybe", "--tlv: 'access-report:3gpp,maybe': its form is"},
		{"destination-node-address:host", "--tlv: 'destination-node-address:host': "},
		{"micro-session-id", "--tlv: 'micro-session-id': its form is micro-session-id:ID"},
		{"micro-session-id:0", "--tlv: 'micro-session-id:0': '0' is not a number"},
		{"type=0:00", "--tlv: '0' is not a number from 1 to 254"},
		{"type=255:00", "--tlv: '255' is not a number from 1 to 254"},
		{"type=200:0", "--tlv: '0' is not pairs of hex digits"},
		{"type=200:0x", "--tlv: '0x' is not pairs of hex digits"},
		{"type=8:00", "--tlv: an HMAC is computed"},
		{"type=252:0000", "--tlv: a private type begins with 4 octets"}, // S8972-23
		{"hmac", "--tlv: an HMAC needs a key"},
		{"destination-node-address --ssid 0", // S9503-01
		 "--tlv: destination_node_address needs"},
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
}

TEST_CASE("what the session decides is filled in (S9503-01: with its address)") {
	CHECK(planned("").empty());
	const auto tlvs =
		planned("--dscp ef --tlv class-of-service --tlv destination-node-address");
	REQUIRE(tlvs.size() == 1);
	CHECK(same(tlvs[0].asked[0], wire::class_of_service_tlv(46)));
	CHECK(same(tlvs[0].asked[1],
		   wire::destination_node_tlv(*net::Address::parse("192.0.2.2"))));
	CHECK(planned("--tlv destination-node-address", "2001:db8::2")[0].tail.octets.size() == 20);
	CHECK(planned("--tlv location --tlv-key-file k")[0].tail.hmac_at == 60);
	CHECK(planned("--tlv location --key-file k")[0].tail.hmac_at == 60);
	CHECK(planned("--tlv location --key-file k")[0].base == 112);
	CHECK(planned("--tlv location -l 200")[0].tail.octets.size() == 156);
	// S8972-18 S8972-19
	const auto timer = planned("--tlv access-report --access-report-timer 1s "
				   "--access-report-retries 2")[0];
	CHECK(timer.access.wait == 1s);
	CHECK(timer.access.retries == 2);
	CHECK(planned("--tlv access-report")[0].access.wait == 3s);
	CHECK(planned("--tlv access-report")[0].access.retries == 4);
}

TEST_CASE("S8972-22: a length that the TLVs do not come to is refused") {
	CHECK(plan_complaint("--tlv location -l 104").empty());
	CHECK(plan_complaint("--tlv location -l 103") ==
	      "--length: a packet has 104 octets with its TLVs");
	CHECK(plan_complaint("--tlv location -l 105").starts_with("--length: a packet has 104"));
	CHECK(plan_complaint("--tlv-key-file k") == "--tlv-key-file: no TLV is sent");
	CHECK(plan_complaint("--tlv padding:65507").starts_with("--tlv: a packet would have"));
}
