// SPDX-License-Identifier: Apache-2.0
#include "app/sender_tlvs.h"

#include <algorithm>
#include <utility>

#include "wire/tlv_values.h"

namespace stamp::app {
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

Result<void> plan_tlvs(const SenderSpec &spec, SenderPlan &plan) {
	if (spec.tlvs.empty() && spec.signs_tlvs())
		return Error{0, "no TLV is sent", {}, Reason::no_tlv_to_sign};
	if (spec.tlvs.empty())
		return {};
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
		auto tail =
			wire::build_tail(tlvs.asked, {tlvs.base, spec.authenticated, spec.length});
		if (!tail)
			return Error{0,
				     tail.error().text(),
				     {},
				     spec.length ? Reason::length : Reason::tlvs};
		tlvs.tail = std::move(tail).value();
		target.tlvs = std::move(tlvs);
		// The programs know one place for it.
		if (plan.targets.front().tlvs->tail.hmac_at != target.tlvs->tail.hmac_at)
			return Error{0,
				     "destination-node-address has different lengths for IPv4 "
				     "and IPv6: with signed TLVs, one run takes one family",
				     {},
				     Reason::mixed_families};
	}
	return {};
}

} // namespace stamp::app
