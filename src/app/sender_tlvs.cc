// SPDX-License-Identifier: Apache-2.0
#include "app/sender_tlvs.h"

#include <utility>

#include "stamp/tlv.h"
#include "tlv/registry.h"

namespace stamp::app {
namespace {

using session::SenderPlan;
using session::SenderSpec;

// Each with its value, and an HMAC if there is a key for TLVs.
std::vector<tlv::Request> requests(const SenderSpec &spec, const tlv::Session &session) {
	std::vector<tlv::Request> all = spec.tlvs;
	for (tlv::Request &tlv : all)
		if (tlv.is_open)
			tlv::find(tlv.type)->kind->complete(tlv, session);
	if (spec.signs_tlvs())
		all.push_back({STAMP_TLV_HMAC, {}});
	return all;
}

} // namespace

Result<void> plan_tlvs(const SenderSpec &spec, SenderPlan &plan) {
	if (spec.tlvs.empty() && spec.signs_tlvs())
		return Error{0, "no TLV is sent", {}, Reason::no_tlv_to_sign};
	if (spec.tlvs.empty())
		return {};
	for (session::TargetPlan &target : plan.targets) {
		auto all = requests(spec, session::tlv_session(spec, plan, target));
		auto tail =
			tlv::build_tail(all, {spec.base_octets(), spec.authenticated, spec.length});
		if (!tail)
			return Error{0,
				     tail.error().text(),
				     {},
				     spec.length ? Reason::length : Reason::tlvs};
		target.tlvs = {std::move(all), std::move(tail).value()};
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
