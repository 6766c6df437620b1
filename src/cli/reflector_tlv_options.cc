// SPDX-License-Identifier: Apache-2.0
// What a reflector makes of TLVs (RFC 8972).
#include <array>

#include "base/number.h"
#include "cli/shared_options.h"
#include "net/dscp_names.h"
#include "stamp/tlv_values.h"

namespace stamp::cli {
namespace {

struct Field {
	std::string_view name;
	std::uint8_t blank;
};

constexpr std::array location_fields = {
	Field{"ports", STAMP_BLANK_PORTS}, Field{"mac", STAMP_BLANK_MAC},
	Field{"destination", STAMP_BLANK_DESTINATION}, Field{"source", STAMP_BLANK_SOURCE}};

std::optional<Refusal> store_dscps(const Values &values, stamp_tlv_policy &policy) {
	policy.dscp_allowed = 0;
	policy.dscp_own = 0;
	for (const std::string &value : split(values)) {
		if (value == "none")
			continue;
		if (value == "own") {
			policy.dscp_own = 1;
			continue;
		}
		if (value == "all") {
			policy.dscp_allowed = ~0ull;
			continue;
		}
		const auto dscp = net::parse_dscp(value);
		if (!dscp)
			return Refusal{dscp.error().text(), "own, all, none"};
		policy.dscp_allowed |= 1ull << *dscp;
	}
	return std::nullopt;
}

std::optional<Refusal> store_blanks(const Values &values, stamp_tlv_policy &policy) {
	policy.location_blank = 0;
	for (const std::string &value : split(values)) {
		bool known = value == "none";
		for (const Field &field : location_fields) {
			if (value != field.name && value != "all")
				continue;
			policy.location_blank |= field.blank;
			known = true;
		}
		if (!known)
			return Refusal{"'" + value + "' is none of ports, mac, destination, source",
				       "all, none"};
	}
	return std::nullopt;
}

std::optional<Refusal> store_return_paths(const Values &values, stamp_tlv_policy &policy) {
	policy.return_paths = 0;
	for (const std::string &value : split(values)) {
		if (value == "no-reply")
			policy.return_paths |= STAMP_RETURN_NO_REPLY;
		else if (value == "same-link")
			policy.return_paths |= STAMP_RETURN_SAME_LINK;
		else if (value != "none")
			return Refusal{"'" + value + "' is none of no-reply, same-link", "none"};
	}
	return std::nullopt;
}

// "64k", "10M": decimal multiples.
Result<std::uint64_t> parse_octets(std::string_view text) {
	constexpr std::uint64_t most = 10'000'000'000;
	std::uint64_t unit = 1;
	if (text.ends_with('k'))
		unit = 1'000;
	else if (text.ends_with('M'))
		unit = 1'000'000;
	if (unit != 1)
		text.remove_suffix(1);
	const auto number = parse_number(text, 1, most / unit);
	if (!number)
		return number.error();
	return *number * unit;
}

// "SOURCE[,TOTAL]".
std::optional<Refusal> store_reply_limits(const std::string &value, session::ReplyLimits &limits) {
	limits = {};
	if (value == "none")
		return std::nullopt;
	const std::size_t comma = std::min(value.find(','), value.size());
	const auto source = parse_octets(std::string_view(value).substr(0, comma));
	if (!source)
		return Refusal{source.error().text(), "64k,1M, or none"};
	limits.source = limits.total = *source;
	if (comma == value.size())
		return std::nullopt;
	const auto total = parse_octets(std::string_view(value).substr(comma + 1));
	if (!total)
		return Refusal{total.error().text(), "64k,1M, or none"};
	if (*total < *source)
		return Refusal{"a source cannot have more than all together", "64k,1M, or none"};
	limits.total = *total;
	return std::nullopt;
}

} // namespace

Group tlv_group(session::ReflectorSpec &spec) {
	stamp_tlv_policy &policy = spec.tlvs;
	return Group{
		"TLVs",
		{
			choice("tlv-policy",
			       "what follows the base packet: process = TLVs (RFC 8972); echo = "
			       "padding, returned unchanged (TWAMP Light)",
			       policy.process ? "process" : "echo", policy.process,
			       {{"process", 1}, {"echo", 0}}),
			repeated(row("dscp-allow", "DSCP",
				     "DSCPs that a Class of Service TLV may request for replies: a "
				     "DSCP, own (that of the request), all, none; repeatable",
				     "own,be",
				     [&policy](const Values &values) {
					     return store_dscps(values, policy);
				     })),
			repeated(row(
				"location-blank", "FIELD",
				"fields to leave blank in Location TLVs: ports, mac, destination, "
				"source, all; repeatable",
				"none",
				[&policy](const Values &values) {
					return store_blanks(values, policy);
				})),
			repeated(
				row("return-path", "KIND",
				    "what a Return Path TLV (RFC 9503) may request: no-reply (the "
				    "request is counted, not answered), same-link (a reply through "
				    "this interface), none; repeatable",
				    "none",
				    [&policy](const Values &values) {
					    return store_return_paths(values, policy);
				    })),
			row("reflect-control", "LIMITS",
			    "obey Reflected Test Packet Control TLVs (RFC 10052) within "
			    "SOURCE[,TOTAL]: octets of replies per second for each source, and for "
			    "all together (SOURCE); k and M multiply; only --hook socket",
			    "none", each([&spec](const std::string &value) {
				    return store_reply_limits(value, spec.reflect_control);
			    })),
			number("micro-session-id", "N",
			       "ID of this LAG member link (RFC 9534); 0 = none",
			       policy.micro_session, 0, 65535),
		}};
}

} // namespace stamp::cli
