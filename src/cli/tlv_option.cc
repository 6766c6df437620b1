// SPDX-License-Identifier: Apache-2.0
#include "cli/tlv_option.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "cli/nearest.h"
#include "net/address.h"
#include "net/dscp_names.h"
#include "session/access_timer.h"
#include "stamp/tlv_values.h"
#include "wire/tlv_reply.h"
#include "wire/tlv_values.h"

namespace stamp::cli {
namespace {

using Outcome = std::optional<Refusal>;

constexpr std::uint64_t max_value = 65535; // octets: the length has 16 bits

Refusal wanted(std::string_view form) {
	return {"its form is " + std::string(form), ""};
}

// "random" unless "zero" is said.
Outcome padding(const Words &words, session::TlvSpec &tlv) {
	if (words.size() > 2 || (words.size() == 2 && words[1] != "random" && words[1] != "zero"))
		return wanted("padding[:OCTETS[,random|zero]]");
	const auto octets = parse_number(words.empty() ? "0" : words[0], 0, max_value);
	if (!octets)
		return Refusal{octets.error().text(), ""};
	const bool zero = words.size() == 2 && words[1] == "zero";
	tlv.request = wire::padding_tlv(zero ? std::vector<std::byte>(*octets)
					     : wire::random_octets(*octets));
	return std::nullopt;
}

Outcome class_of_service(const Words &words, session::TlvSpec &tlv) {
	if (words.size() > 1)
		return wanted("class-of-service[:DSCP]");
	tlv.own_dscp = words.empty();
	const auto dscp = net::parse_dscp(words.empty() ? "0" : words[0]);
	if (!dscp)
		return Refusal{dscp.error().text(), ""};
	tlv.request = wire::class_of_service_tlv(*dscp);
	return std::nullopt;
}

Outcome access_report(const Words &words, session::TlvSpec &tlv) {
	const Refusal form = wanted("access-report[:3gpp|non-3gpp[,available|unavailable]]");
	std::uint8_t id = STAMP_ACCESS_3GPP, code = 1;
	if (words.size() > 2)
		return form;
	if (!words.empty() && words[0] != "3gpp") {
		if (words[0] != "non-3gpp")
			return form;
		id = STAMP_ACCESS_NON_3GPP;
	}
	if (words.size() == 2 && words[1] != "available") {
		if (words[1] != "unavailable")
			return form;
		code = 2;
	}
	tlv.request = wire::access_report_tlv(id, code);
	return std::nullopt;
}

Outcome destination_node(const Words &words, session::TlvSpec &tlv) {
	if (words.size() > 1)
		return wanted("destination-node-address[:ADDR]");
	tlv.own_target = words.empty();
	if (words.empty()) {
		tlv.request.type = STAMP_TLV_DESTINATION_NODE;
		return std::nullopt;
	}
	const auto address = net::Address::parse(words[0]);
	if (!address)
		return Refusal{address.error().text(), ""};
	tlv.request = wire::destination_node_tlv(*address);
	return std::nullopt;
}

Outcome micro_session(const Words &words, session::TlvSpec &tlv) {
	if (words.empty() || words.size() > 2)
		return wanted("micro-session-id:ID[,REFLECTOR-ID]");
	std::array<std::uint16_t, 2> ids{};
	for (std::size_t i = 0; i < words.size(); i++) {
		const auto id = parse_number(words[i], 1, 65535);
		if (!id)
			return Refusal{id.error().text(), ""};
		ids[i] = static_cast<std::uint16_t>(*id);
	}
	tlv.request = wire::micro_session_tlv(ids[0], ids[1]);
	return std::nullopt;
}

template <wire::TlvRequest (*build)()> Outcome bare(const Words &words, session::TlvSpec &tlv) {
	if (!words.empty())
		return Refusal{"takes no argument", ""};
	tlv.request = build();
	return std::nullopt;
}

struct Form {
	std::uint8_t type;
	Outcome (*parse)(const Words &words, session::TlvSpec &tlv);
};
constexpr std::array forms{
	Form{STAMP_TLV_EXTRA_PADDING, padding},
	Form{STAMP_TLV_LOCATION, bare<wire::location_tlv>},
	Form{STAMP_TLV_TIMESTAMP_INFORMATION, bare<wire::timestamp_information_tlv>},
	Form{STAMP_TLV_CLASS_OF_SERVICE, class_of_service},
	Form{STAMP_TLV_DIRECT_MEASUREMENT, bare<wire::direct_measurement_tlv>},
	Form{STAMP_TLV_ACCESS_REPORT, access_report},
	Form{STAMP_TLV_FOLLOW_UP, bare<wire::follow_up_tlv>},
	Form{STAMP_TLV_HMAC, bare<wire::hmac_tlv>},
	Form{STAMP_TLV_DESTINATION_NODE, destination_node},
	Form{STAMP_TLV_MICRO_SESSION, micro_session},
};

Outcome no_such_tlv(std::string_view name) {
	std::string all;
	for (const std::string &known : wire::tlv_names())
		all += known + ", ";
	const auto near = nearest(name, wire::tlv_names());
	return Refusal{"'" + std::string(name) + "' is none of " + all + "type=N:HEX",
		       near ? "--tlv " + *near : ""};
}

Outcome hex_octets(std::string_view digits, std::vector<std::byte> &octets) {
	for (; digits.size() >= 2; digits.remove_prefix(2)) {
		unsigned octet = 0;
		const char *const end = digits.data() + 2;
		if (std::from_chars(digits.data(), end, octet, 16).ptr != end)
			break;
		octets.push_back(static_cast<std::byte>(octet));
	}
	if (!digits.empty())
		return Refusal{"'" + std::string(digits) + "' is not pairs of hex digits", ""};
	return std::nullopt;
}

// "200:0102": any type with any value.
Outcome raw(std::string_view text, session::TlvSpec &tlv) {
	constexpr std::uint8_t first_private = 252;
	constexpr std::size_t enterprise_octets = 4;
	const std::size_t colon = std::min(text.find(':'), text.size());
	const auto type = parse_number(text.substr(0, colon), 1, 254);
	if (!type)
		return Refusal{type.error().text(), ""};
	if (*type == STAMP_TLV_HMAC)
		return Refusal{"an HMAC is computed and cannot be given", "--tlv hmac"};
	tlv.request.type = static_cast<std::uint8_t>(*type);
	if (auto wrong =
		    hex_octets(text.substr(std::min(colon + 1, text.size())), tlv.request.value))
		return wrong;
	if (*type >= first_private && tlv.request.value.size() < enterprise_octets)
		return Refusal{"a private type begins with 4 octets of the enterprise number "
			       "(RFC 8972 4)",
			       ""};
	return std::nullopt;
}

Outcome store_tlv(const std::string &value, std::vector<session::TlvSpec> &tlvs) {
	session::TlvSpec tlv;
	if (auto refusal = parse_tlv(value, tlv))
		return refusal;
	tlvs.push_back(std::move(tlv));
	return std::nullopt;
}

} // namespace

std::optional<Refusal> parse_tlv(std::string_view text, session::TlvSpec &tlv) {
	constexpr std::string_view raw_prefix = "type=";
	if (text.starts_with(raw_prefix))
		return raw(text.substr(raw_prefix.size()), tlv);
	const std::size_t colon = std::min(text.find(':'), text.size());
	std::string name(text.substr(0, colon));
	std::replace(name.begin(), name.end(), '-', '_');
	const std::string_view arguments = text.substr(std::min(colon + 1, text.size()));
	const Words words = arguments.empty() ? Words() : split(arguments);
	for (const Form &form : forms)
		if (wire::tlv_name(form.type) == name) {
			Outcome refusal = form.parse(words, tlv);
			if (refusal)
				refusal->why = "'" + std::string(text) + "': " + refusal->why;
			return refusal;
		}
	return no_such_tlv(name);
}

Group tlv_group(session::SenderSpec &o) {
	const session::AccessTimerSettings access;
	return Group{
		"Extensions",
		{
			row("tlv", "NAME[:ARGS]",
			    "a TLV in each request: padding, location, timestamp-information, "
			    "class-of-service, direct-measurement, access-report, "
			    "follow-up-telemetry, hmac, destination-node-address, "
			    "micro-session-id, or type=N:HEX; may be given several times",
			    "", each([&o](const std::string &value) {
				    return store_tlv(value, o.tlvs);
			    })),
			duration_option("access-report-timer",
					"retransmit an Access Report that is not echoed for this "
					"long",
					access.wait, Duration{1},
					[&o](Duration d) { o.access_timer = d; }),
			number_option("access-report-retries", "N",
				      "maximum number of retransmissions of an Access Report",
				      std::to_string(access.retries), 0,
				      std::numeric_limits<std::uint32_t>::max(),
				      [&o](std::uint64_t n) {
					      o.access_retries = static_cast<std::uint32_t>(n);
				      }),
		}};
}

} // namespace stamp::cli
