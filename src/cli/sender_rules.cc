// SPDX-License-Identifier: Apache-2.0
// The operands and options of a sender, as a whole.
#include <algorithm>

#include "cli/option_rules.h"
#include "cli/shared_rules.h"
#include "stamp/tlv.h"
#include "time/duration.h"
#include "tlv/registry.h"

namespace stamp::cli {
namespace {

using Operands = std::vector<std::string>;

bool is_address(const std::string &word) {
	return net::Address::parse(word) || word.find_first_of("[:") != std::string::npos;
}

// "192.0.2.2 eth0", "edge7.example.net eth0": the words are in the wrong order, or one is missing.
std::optional<UsageError> check_order(const Operands &operands) {
	const std::string &first = operands.front();
	const bool is_name = check_iface(first) && first.find('.') != std::string::npos;
	if (!is_address(first) && !is_name)
		return check_iface(first);
	const auto may_be_iface = [](const std::string &word) {
		return !is_address(word) && !check_iface(word);
	};
	std::string iface = "auto", hosts;
	if (std::count_if(operands.begin(), operands.end(), may_be_iface) == 1)
		iface = *std::find_if(operands.begin(), operands.end(), may_be_iface);
	for (const std::string &word : operands)
		hosts += word == iface ? "" : " " + word;
	return UsageError{"sender",
			  "'" + first + "' is not an interface: give IFACE first, then HOST",
			  "stamp sender " + iface + hosts};
}

std::optional<UsageError> take_targets(SenderOptions &options, const Operands &operands) {
	for (std::size_t i = 1; i < operands.size(); i++) {
		auto target = net::HostPort::parse(operands[i]);
		if (!target)
			return UsageError{"sender", target.error().text(), ""};
		options.spec.targets.push_back(std::move(*target));
	}
	if (options.spec.targets.size() > STAMP_MAX_HOSTS)
		return UsageError{"sender", "at most " + std::to_string(STAMP_MAX_HOSTS) + " HOSTs",
				  ""};
	return std::nullopt;
}

// RFC 8972 4: the header of a TLV alone takes 4 octets.
std::optional<UsageError> check_length(const session::SenderSpec &spec) {
	const std::size_t base = spec.base_octets(), length = spec.octets();
	const std::size_t least_tlv = sizeof(stamp_tlv);
	const std::string lengths =
		"-l " + std::to_string(base) + " or -l " + std::to_string(base + least_tlv);
	if (length < base)
		return UsageError{"--length",
				  "an authenticated packet has at least " + std::to_string(base) +
					  " octets",
				  lengths};
	if (length > base && length < base + least_tlv)
		return UsageError{"--length",
				  std::to_string(base + 1) + " to " +
					  std::to_string(base + least_tlv - 1) +
					  " octets cannot be built: an Extra Padding TLV takes at "
					  "least 4",
				  lengths};
	return std::nullopt;
}

bool asks_for(const session::SenderSpec &spec, std::uint8_t type) {
	return std::any_of(spec.tlvs.begin(), spec.tlvs.end(),
			   [type](const auto &tlv) { return tlv.type == type; });
}

// What is wrong with TLVs whatever the targets are.
std::optional<UsageError> check_tlvs(const session::SenderSpec &o) {
	for (const tlv::Row &row : tlv::rows()) {
		if (!asks_for(o, row.type))
			continue;
		if (row.kind->without_key != nullptr && o.key_file.empty())
			return UsageError{"--tlv", row.kind->without_key, "--tlv-key-file FILE"};
		if (row.kind->without_ssid != nullptr && o.ssid == 0)
			return UsageError{"--tlv", row.kind->without_ssid, "no --ssid 0"};
	}
	const tlv::AccessReportSettings &report = o.access_report;
	if ((report.wait || report.retries) && !asks_for(o, STAMP_TLV_ACCESS_REPORT))
		return UsageError{report.wait ? "--access-report-timer" : "--access-report-retries",
				  "no Access Report is sent", "--tlv access-report"};
	return std::nullopt;
}

// RFC 10052 4.3, 5: a burst of replies ends before the next request, and replies are wanted.
std::optional<UsageError> check_replies(const session::SenderSpec &o) {
	if (o.replies_time() > o.interval)
		return UsageError{"--tlv",
				  "reflect-control: the replies to a request take " +
					  format_duration(o.replies_time()) +
					  ", longer than until the next request",
				  "-i " + format_duration(o.replies_time())};
	const bool asks_for_some =
		std::any_of(o.tlvs.begin(), o.tlvs.end(),
			    [](const tlv::Request &tlv) { return tlv.replies != 0; });
	if (asks_for_some && o.wants_no_reply())
		return UsageError{"--tlv",
				  "return-path:no-reply and reflect-control contradict each other",
				  "one of them"};
	return std::nullopt;
}

std::optional<UsageError> check_sender(const SenderOptions &o) {
	const session::SenderSpec &spec = o.spec;
	if (spec.is_load() && !o.force)
		return UsageError{"--interval", "an interval below 1 ms is a load test", "--force"};
	if (spec.source && spec.family != net::Family::any && spec.source->family() != spec.family)
		return UsageError{"--source",
				  spec.source->text() + " is not of the requested address family",
				  spec.source->is_v4() ? "-4" : "-6"};
	if (spec.stops_at_zero_ssid && spec.ssid == 0)
		return UsageError{"--zero-ssid",
				  "stop: requests without a session identifier cannot return one",
				  "no --ssid 0"};
	if (o.histogram_path_given && !o.histogram)
		return UsageError{"--histpath", "only a histogram with bounds is written to a file",
				  "--hist=BINS,FLOOR,CEIL"};
	if (o.draw_histogram && o.json)
		return UsageError{"--hist", "a drawn histogram cannot be combined with JSON",
				  "--hist=BINS,FLOOR,CEIL"};
	return std::nullopt;
}

} // namespace

std::optional<UsageError> finish(SenderOptions &options, const Operands &operands) {
	if (operands.empty())
		return UsageError{"sender", "IFACE and HOST are missing", "stamp help sender"};
	if (operands.size() == 1)
		return UsageError{"sender", "HOST is missing: give IFACE first, then HOST",
				  "stamp sender auto " + operands.front()};
	options.spec.iface = operands.front();
	if (auto error = check_order(operands))
		return error;
	if (auto error = take_targets(options, operands))
		return error;
	options.spec.authenticated = !options.key_file.empty();
	if (auto error = check_length(options.spec))
		return error;
	if (auto error = check_keys(options.spec.authenticated,
				    options.tlv_key_file.empty() ? "" : "--tlv-key-file"))
		return error;
	options.spec.key_file =
		options.spec.authenticated ? options.key_file : options.tlv_key_file;
	if (auto error = check_tlvs(options.spec))
		return error;
	if (auto error = check_replies(options.spec))
		return error;
	if (auto error = check_source(options.spec))
		return error;
	return check_sender(options);
}

} // namespace stamp::cli
