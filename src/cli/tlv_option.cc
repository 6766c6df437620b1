// SPDX-License-Identifier: Apache-2.0
#include "cli/tlv_option.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "cli/nearest.h"
#include "tlv/registry.h"

namespace stamp::cli {
namespace {

using tlv::AccessReportSettings;

// "padding, location, ...", as the help writes names.
std::string names() {
	std::string all;
	for (const tlv::Row &row : tlv::rows())
		all += std::string(row.name) + ", ";
	std::replace(all.begin(), all.end(), '_', '-');
	return all;
}

std::string cure_of(const Error &error, std::string_view text) {
	std::vector<std::string> known;
	for (const tlv::Row &row : tlv::rows())
		known.emplace_back(row.name);
	const std::string name = tlv::name_in(text);
	const bool is_known = tlv::find(std::string_view(name)) != nullptr;
	const auto near =
		is_known || text.starts_with("type=") ? std::nullopt : nearest(name, known);
	const std::string instead = near.value_or(error.cure);
	return instead.empty() ? "" : "--tlv " + instead;
}

std::optional<Refusal> store_tlv(const std::string &value, std::vector<tlv::Request> &tlvs) {
	auto request = tlv::parse_request(value);
	if (!request)
		return Refusal{request.error().text(), cure_of(request.error(), value)};
	tlvs.push_back(std::move(request).value());
	return std::nullopt;
}

} // namespace

Group tlv_group(session::SenderSpec &o) {
	return Group{
		"Extensions",
		{
			repeated(row("tlv", "NAME[:ARGS]",
				     "a TLV in each request: " + names() +
					     "or type=N:HEX; may be given several times",
				     "", each([&o](const std::string &value) {
					     return store_tlv(value, o.tlvs);
				     }))),
			duration_option("access-report-timer",
					"retransmit an Access Report that is not echoed for this "
					"long",
					AccessReportSettings::default_wait, Duration{1},
					[&o](Duration d) { o.access_report.wait = d; }),
			number_option("access-report-retries", "N",
				      "maximum number of retransmissions of an Access Report",
				      std::to_string(AccessReportSettings::default_retries), 0,
				      std::numeric_limits<std::uint32_t>::max(),
				      [&o](std::uint64_t n) {
					      o.access_report.retries =
						      static_cast<std::uint32_t>(n);
				      }),
		}};
}

} // namespace stamp::cli
