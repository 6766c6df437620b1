// SPDX-License-Identifier: Apache-2.0
#include "cli/sender_tlvs.h"

#include <algorithm>
#include <utility>

#include "wire/codec.h"
#include "wire/tlv_values.h"

namespace stamp::cli {
namespace {

bool asks_for(const SenderOptions &options, stamp_tlv_type type) {
	return std::any_of(options.tlvs.begin(), options.tlvs.end(),
			   [type](const TlvWish &wish) { return wish.request.type == type; });
}

std::vector<wire::TlvRequest> requests(const SenderOptions &options, const net::Endpoint &target) {
	std::vector<wire::TlvRequest> all;
	for (const TlvWish &wish : options.tlvs) {
		if (wish.own_dscp)
			all.push_back(wire::class_of_service_tlv(options.dscp));
		else if (wish.own_target)
			all.push_back(wire::destination_node_tlv(target.address));
		else
			all.push_back(wish.request);
	}
	if (!options.tlv_key_file.empty() && !asks_for(options, STAMP_TLV_HMAC))
		all.push_back(wire::hmac_tlv());
	return all;
}

} // namespace

std::optional<UsageError> check_tlvs(const SenderOptions &o) {
	const bool has_key = o.authenticated() || !o.tlv_key_file.empty();
	if (asks_for(o, STAMP_TLV_HMAC) && !has_key)
		return UsageError{"--tlv", "there is no key to make an HMAC with",
				  "--tlv-key-file FILE"};
	// RFC 9503 3
	if (asks_for(o, STAMP_TLV_DESTINATION_NODE) && o.ssid == 0)
		return UsageError{"--tlv", "destination_node_address needs a session identifier",
				  "no --ssid 0"};
	const bool about_reports = o.access_timer || o.access_retries;
	if (about_reports && !asks_for(o, STAMP_TLV_ACCESS_REPORT))
		return UsageError{o.access_timer ? "--access-report-timer"
						 : "--access-report-retries",
				  "there is no Access Report to send again", "--tlv access-report"};
	return std::nullopt;
}

std::variant<std::vector<session::TlvSettings>, UsageError> plan_tlvs(const SenderOptions &options,
								      const SenderPlan &plan) {
	std::vector<session::TlvSettings> all;
	if (options.tlvs.empty() && !options.tlv_key_file.empty())
		return UsageError{"--tlv-key-file", "there is no TLV to sign", "--tlv NAME"};
	if (options.tlvs.empty())
		return all;
	for (std::size_t i = 0; i < plan.targets.size(); i++) {
		const net::Endpoint &target = plan.targets[i];
		session::TlvSettings tlvs;
		tlvs.asked = requests(options, target);
		tlvs.base = wire::base_octets(options.authenticated());
		tlvs.dscp = options.dscp;
		tlvs.ecn = options.ecn;
		tlvs.own.address = plan.sources[i];
		tlvs.target = target;
		tlvs.access.wait = options.access_timer.value_or(tlvs.access.wait);
		tlvs.access.retries = options.access_retries.value_or(tlvs.access.retries);
		auto tail = wire::build_tail(tlvs.asked,
					     {tlvs.base, options.authenticated(),
					      options.length_given
						      ? std::optional<std::size_t>(options.length)
						      : std::nullopt});
		if (!tail)
			return UsageError{options.length_given ? "--length" : "--tlv",
					  tail.error().text(), ""};
		tlvs.tail = std::move(tail).value();
		// The programs know one place for it.
		if (!all.empty() && all.front().tail.hmac_at != tlvs.tail.hmac_at)
			return UsageError{"--tlv",
					  "destination-node-address has another length for IPv4 "
					  "and IPv6: signed, one run takes one family",
					  "-4 or -6"};
		all.push_back(std::move(tlvs));
	}
	return all;
}

} // namespace stamp::cli
