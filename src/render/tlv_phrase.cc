// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string_view>
#include <variant>

#include "render/duration.h"
#include "render/tlv.h"

namespace stamp::render {
namespace {

using std::to_string;

std::string counted(std::uint64_t n, const char *one, const char *more) {
	return to_string(n) + " " + (n == 1 ? one : more);
}

template <std::size_t n>
std::string coded(const std::array<std::string_view, n> &names, std::uint8_t code) {
	if (code != 0 && code <= n)
		return std::string(names[code - 1]);
	return code == 0 ? "(not reported)" : "code " + to_string(code);
}

// RFC 8972 5.4, 5.5.
constexpr std::array<std::string_view, 5> sources{"NTP", "PTP", "SSU/BITS", "a satellite system",
						  "nothing (free-running)"};
constexpr std::array<std::string_view, 3> methods{"by hardware", "by software",
						  "in the control plane"};

std::string how(const std::optional<std::uint8_t> &method) {
	return coded(methods, method.value_or(0));
}

std::string words(const std::monostate &) {
	return "";
}

std::string words(const stats::ClassOfServiceReport &r) {
	if (!r.arrived_dscp || !r.reply_dscp)
		return "";
	std::string text;
	if (r.dscp_changed == 0)
		text = "requests arrived with DSCP " + to_string(r.sent_dscp) + " as they left";
	else
		text = counted(r.dscp_changed, "request", "requests") + " sent with DSCP " +
		       to_string(r.sent_dscp) + " arrived with another, lately " +
		       to_string(*r.arrived_dscp);
	if (r.ecn_changed != 0)
		text += "; " + to_string(r.ecn_changed) + " with another ECN than " +
			to_string(r.sent_ecn) + ", lately " + to_string(*r.arrived_ecn);
	if (r.refused != 0)
		text += "; the reflector refused DSCP " + to_string(r.asked_dscp) + " for " +
			counted(r.refused, "reply", "replies");
	if (r.reply_changed != 0)
		text += "; " + counted(r.reply_changed, "reply", "replies") +
			" did not arrive with DSCP " + to_string(r.asked_dscp) + ", lately with " +
			to_string(*r.reply_dscp);
	else if (r.refused == 0)
		text += "; replies with DSCP " + to_string(r.asked_dscp) + " as asked";
	return text;
}

std::string lost(const std::optional<std::uint64_t> &count) {
	return count ? to_string(*count) : "unknown";
}

std::string words(const stats::DirectMeasurementReport &r) {
	if (!r.sent)
		return "fewer than two replies with counters";
	return "between the first and the last reply " + to_string(*r.sent) +
	       " sent, lost forward " + lost(r.lost_forward) + ", backward " +
	       lost(r.lost_backward);
}

std::string words(const stats::FollowUpReport &r) {
	if (r.corrected == 0)
		return "no reply has a follow-up time";
	const std::string replies = counted(r.corrected, "reply", "replies");
	if (r.mean == Duration{} && r.max == Duration{})
		return replies + " left when they say (" + how(r.method) + ")";
	return replies + " left later than stamped: mean " + format_duration(r.mean) + ", max " +
	       format_duration(r.max) + " (" + how(r.method) + ")";
}

std::string words(const stats::TimestampReport &r) {
	if (!r.source_in)
		return "";
	std::string text = "T2 taken " + how(r.method_in) + ", clock set by " +
			   coded(sources, *r.source_in) + "; T3 taken " + how(r.method_out) +
			   ", clock set by " + coded(sources, r.source_out.value_or(0));
	return r.changed ? text + "; changed during the run" : text;
}

std::string place(const std::optional<std::string> &address,
		  const std::optional<std::uint16_t> &port) {
	const std::string ip = address.value_or("an undisclosed address");
	return (ip.find(':') == std::string::npos ? ip : "[" + ip + "]") +
	       (port ? ":" + to_string(*port) : ", undisclosed port");
}

std::string words(const stats::LocationReport &r) {
	if (!r.source && !r.destination && !r.source_port && !r.destination_port && !r.source_mac)
		return "nothing disclosed";
	std::string text = "requests arrived from " + place(r.source, r.source_port);
	if (r.source_translated)
		text += ", translated on the way from " + place(r.own, r.own_port);
	if (r.source_mac)
		text += " (" + *r.source_mac + ")";
	text += " at " + place(r.destination, r.destination_port);
	if (r.destination_translated)
		text += ", translated on the way from " + place(r.target, r.target_port);
	return text;
}

std::string words(const stats::AccessReportReport &r) {
	const std::string sent = "sent " + counted(r.transmissions, "time", "times");
	if (r.acknowledged)
		return sent + ", acknowledged";
	return sent + (r.given_up ? ", never acknowledged: no more retransmissions"
				  : ", not acknowledged");
}

std::string words(const stats::MicroSessionReport &r) {
	std::string text = "ours " + to_string(r.sender);
	if (r.reflector)
		text += ", the reflector's " + to_string(*r.reflector);
	if (r.wrong != 0)
		text += "; " + counted(r.wrong, "reply", "replies") +
			" of another member link discarded";
	return text;
}

// What went wrong with it, as far as it did.
std::string troubles(const stats::TlvTally &t) {
	struct Trouble {
		std::uint64_t count;
		std::string_view what;
	};
	const std::array all{
		Trouble{t.unrecognised, "reflector does not support it, or did not follow it (U)"},
		Trouble{t.malformed, "malformed (M)"},
		Trouble{t.integrity, "discarded, signature or integrity wrong (I)"},
		Trouble{t.missing, "absent"},
		Trouble{t.unread, "not read: after the maximum length"},
	};
	std::string text;
	for (const Trouble &trouble : all)
		if (trouble.count != 0)
			text += (text.empty() ? "" : "; ") + std::string(trouble.what) + " in " +
				counted(trouble.count, "reply", "replies");
	return text;
}

} // namespace

std::string tlv_phrase(const stats::TlvTally &t) {
	const bool tells = t.answered != 0 ||
			   std::holds_alternative<stats::AccessReportReport>(t.details) ||
			   std::holds_alternative<stats::MicroSessionReport>(t.details);
	std::string text =
		tells ? std::visit([](const auto &d) { return words(d); }, t.details) : "";
	if (text.empty() && t.answered != 0)
		text = "answered in " + counted(t.answered, "reply", "replies");
	const std::string trouble = troubles(t);
	if (!text.empty() && !trouble.empty())
		text += "; ";
	text += trouble;
	return t.name + ": " + (text.empty() ? "no reply" : text);
}

} // namespace stamp::render
