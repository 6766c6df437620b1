// SPDX-License-Identifier: Apache-2.0
#include "cli/sender_tlvs.h"

#include <algorithm>
#include <utility>

#include "wire/tlv_values.h"

namespace stamp::cli {
namespace {

using session::SenderPlan;
using session::SenderSpec;

bool asks_for(const SenderSpec &spec, stamp_tlv_type type) {
	return std::any_of(spec.tlvs.begin(), spec.tlvs.end(),
			   [type](const auto &tlv) { return tlv.request.type == type; });
}

std::vector<wire::TlvRequest> requests(const SenderSpec &spec, const net::Endpoint &target) {
	std::vector<wire::TlvRequest> all;
	for (const session::TlvSpec &tlv : spec.tlvs) {
		if (tlv.own_dscp)
			all.push_back(wire::class_of_service_tlv(spec.dscp));
		else if (tlv.own_target)
			all.push_back(wire::destination_node_tlv(target.address));
		else
			all.push_back(tlv.request);
	}
	if (spec.signs_tlvs() && !asks_for(spec, STAMP_TLV_HMAC))
		all.push_back(wire::hmac_tlv());
	return all;
}

} // namespace

std::optional<UsageError> check_tlvs(const SenderSpec &o) {
	if (asks_for(o, STAMP_TLV_HMAC) && o.key_file.empty())
		return UsageError{"--tlv", "an HMAC needs a key",
				  "--tlv-key-file FILE"};
	// RFC 9503 3
	if (asks_for(o, STAMP_TLV_DESTINATION_NODE) && o.ssid == 0)
		return UsageError{"--tlv", "destination_node_address needs a session identifier",
				  "no --ssid 0"};
	const bool about_reports = o.access_timer || o.access_retries;
	if (about_reports && !asks_for(o, STAMP_TLV_ACCESS_REPORT))
		return UsageError{o.access_timer ? "--access-report-timer"
						 : "--access-report-retries",
				  "no Access Report is sent", "--tlv access-report"};
	return std::nullopt;
}

std::optional<UsageError> plan_tlvs(const SenderSpec &spec, SenderPlan &plan) {
	if (spec.tlvs.empty() && spec.signs_tlvs())
		return UsageError{"--tlv-key-file", "no TLV is sent", "--tlv NAME"};
	if (spec.tlvs.empty())
		return std::nullopt;
	for (session::TargetPlan &target : plan.targets) {
		session::TlvSettings tlvs;
		tlvs.asked = requests(spec, target.to);
		tlvs.base = spec.base_octets();
		tlvs.dscp = spec.dscp;
		tlvs.ecn = spec.ecn;
		tlvs.own = {target.source, plan.source_port};
		tlvs.target = target.to;
		tlvs.access.wait = spec.access_timer.value_or(tlvs.access.wait);
		tlvs.access.retries = spec.access_retries.value_or(tlvs.access.retries);
		auto tail = wire::build_tail(tlvs.asked,
					     {tlvs.base, spec.authenticated, spec.length});
		if (!tail)
			return UsageError{spec.length ? "--length" : "--tlv", tail.error().text(),
					  ""};
		tlvs.tail = std::move(tail).value();
		target.tlvs = std::move(tlvs);
		// The programs know one place for it.
		if (plan.targets.front().tlvs->tail.hmac_at != target.tlvs->tail.hmac_at)
			return UsageError{"--tlv",
					  "destination-node-address has different lengths for IPv4 "
					  "and IPv6: with signed TLVs, one run takes one family",
					  "-4 or -6"};
	}
	return std::nullopt;
}

} // namespace stamp::cli
