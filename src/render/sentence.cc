// SPDX-License-Identifier: Apache-2.0
#include "render/sentence.h"

#include <cctype>

#include "render/duration.h"
#include "render/phrase.h"

namespace stamp::render {
namespace {

using stats::Kind;

struct Row {
	Kind kind;
	std::string_view text; // {0} is the first value
};

constexpr Row rows[] = {
	{Kind::none, ""},
	{Kind::ssid_zero, "the reflector does not return the SSID: an RFC 8762 or TWAMP Light "
			  "implementation"},
	{Kind::ssid_zero_stopped,
	 "stopped sending to this reflector, which does not return the SSID: an RFC 8762 or "
	 "TWAMP Light implementation (--zero-ssid stop)"},
	{Kind::ee_zero, "the reflector sends an error estimate without a multiplier: the error of "
			"its clock is unknown"},
	{Kind::t3_before_t2, "the reflector's T3 is earlier than its T2: its clock was stepped or "
			     "it does not measure"},
	{Kind::not_measuring, "the reflector returns our own timestamp as its own: it does not "
			      "measure"},
	{Kind::not_stamped, "requests leave without passing the egress program: their send time is "
			    "unknown"},
	{Kind::no_transmit_time,
	 "T3 equals T2 in every reply: the reflector writes no transmit time, or another program "
	 "on its host prevents it. Its processing time is unknown and part of the round-trip time"},
	{Kind::format_unknown,
	 "the reflector's timestamps are far off in either format, and its Z bit may be a copy "
	 "of ours: they are not used until their format is certain"},
	{Kind::z_mismatch_ptp, "the reflector's Z bit says NTP, but its timestamps are PTP: they "
			       "are read as PTP"},
	{Kind::z_mismatch_ntp, "the reflector's Z bit says PTP, but its timestamps are NTP: they "
			       "are read as NTP"},
	{Kind::tai_unknown, "the reflector sends TAI, but this host does not know TAI-UTC: one-way "
			    "values are off by that"},
	{Kind::other_mode, "the reflector signs its replies, which needs authenticated mode "
			   "(--key-file)"},
	{Kind::implausible, "the reflector reports a processing time longer than the whole round "
			    "trip: timestamps of such replies are not used"},
	{Kind::reflector_restart, "the reflector restarted its numbering before request {0}: "
				  "losses around it have no direction"},
	{Kind::far_offset, "the reflector's timestamps are {0} s {1}; {2}"},
	{Kind::ahead_of_utc, "ahead of UTC"},
	{Kind::behind_utc, "behind UTC"},
	{Kind::tai_in_ntp, "ahead of UTC: it seems to put TAI into NTP timestamps"},
	{Kind::utc_in_ptp, "behind UTC: it seems to put UTC into PTP timestamps"},
	{Kind::offset_subtracted, "this is subtracted from the one-way values"},
	{Kind::offset_not_subtracted,
	 "one-way values are off by that (--reflector-utc-offset auto)"},
	{Kind::detached, "{0}"},
	{Kind::sender_not_pinned, "stamp stats cannot read the counters of this sender: {0}"},
	{Kind::route_changed, "{0} is reached through {1} now, but requests still leave by {2}"},
	{Kind::name_changed, "{0} is {1} now, but requests still go to {2}"},
	{Kind::sender_clock_step, "the local clock was stepped or its TAI offset set: outstanding "
				  "packets are not timed"},
	{Kind::send_failed, "requests do not leave this host: {0} (they count as not sent, not as "
			    "lost)"},
	{Kind::remove_target, "{0}"},
	{Kind::network, "{0}"},
	{Kind::port_translated,
	 "requests leave from a port other than {0}, or to an address other than the target's: "
	 "this host translates them (NAT). Their replies cannot be matched"},
	{Kind::far_rate_limit,
	 "the number of replies is that of a reflector with the default limit per source, {0} "
	 "per second: its --rate may cause the loss, not the path"},
	{Kind::port_of_reflector, "source port {0} instead of {1}: a reflector on {2} has it"},
	{Kind::port_in_use, "source port {0} instead of {1}: another program uses it"},
	{Kind::port_forbidden, "source port {0} instead of {1}: CAP_NET_BIND_SERVICE is missing"},
	{Kind::hook_socket, "{0}: packets are stamped at a socket, so delays include part of the "
			    "network stack and the process"},
	{Kind::hook_socket_cured,
	 "{0}: packets are stamped at a socket, so delays include part of the network stack and "
	 "the process; try: {1}"},
	{Kind::rate_above_default,
	 "a reflector answers {0} requests per second of one source unless its --rate is set: "
	 "further requests would count as lost"},
	{Kind::fail_loss, "{0} lost, more than {1}%"},
	{Kind::fail_rtt, "the round-trip time's {0} is {1}, the limit {2}"},
	{Kind::fail_rtt_unknown, "the round-trip time's {0} is not known, the limit {1}"},
	{Kind::no_request_left, "no request left this host: {0}"},
	{Kind::interface_is_gone, "{0} is gone"},
	{Kind::set_down, "{0} is set down"},
	{Kind::no_carrier, "{0} has no carrier"},
	{Kind::other_interface, "the route to the target goes through {1}, not by {0}"},
	{Kind::local_target, "the target is an address of this host, where {0} does not lead to"},
	{Kind::neighbour_silent, "neighbour {1} on {0} does not answer"},
	{Kind::route_refused, "{0}"},
	{Kind::translated, "this host translates the port or the address of requests (NAT)"},
	{Kind::other_key, "replies arrived that are not signed with the key of this run"},
	{Kind::late, "every reply arrived after the timeout (-w)"},
	{Kind::port_unreachable, "{0}"},
	{Kind::unexpected, "packets arrived, but none answers a request"},
	{Kind::no_reply, "is a reflector there, is its UDP port open on the path, and does it need "
			 "a key (--key-file)?"},
	{Kind::no_signed_reply, "no reflector there, or it is unauthenticated or has a different "
				"key"},
	{Kind::reflector_not_pinned, "{0}: stamp stats cannot read the counters of this reflector: "
				     "{1}"},
	{Kind::clock_step, "the local clock was stepped"},
	{Kind::no_addresses, "{0} has no address: requests are not answered; try: ip address add "
			     "ADDR dev {0}, or --address with an address of this host"},
	{Kind::port_of_bridge,
	 "{0} has no address: requests are not answered: it is a port of the bridge {1}; try: "
	 "stamp reflector {1}, or --address with an address of the bridge"},
	{Kind::source_limited, "{0}: {1} sends about {2} requests per second, but only {3} are "
			       "answered (--rate)"},
	{Kind::sources_limited, "{0}: {1} more sources exceed the rate"},
	{Kind::rate_limited, "{0}: {1} requests exceeded the rate and were dropped"},
	{Kind::rate_limited_again, "{0}: {1} requests exceeded the rate and were dropped, {2} in "
				   "all"},
	{Kind::unsigned_requests, "{0}: unsigned requests arrive and are dropped"},
	{Kind::auth_requests, "{0}: authenticated requests arrive and are dropped, as there is no "
			      "key; try: --key-file"},
	{Kind::unstamped,
	 "{0}: {1} of {2} replies never reached the egress program: they left with T3 = T2 (and "
	 "unsigned), or not at all. A rule or another program at egress takes them first (tc "
	 "filter show dev {0} egress; bpftool net; nft list ruleset)"},
	{Kind::hardware_times,
	 "{0}: {1} of {2} receive timestamps come from the kernel clock: {3}"},
	{Kind::interface_gone, "interface {0} was removed: waiting for its return"},
	{Kind::addresses_unknown, "{0}"},
	{Kind::netlink, "{0}"},
	{Kind::keys, "{0}: {1}"},
	{Kind::keys_kept, "the old keys stay in use: {0}"},
	{Kind::reflector_detached, "{0}: {1}"},
	{Kind::detached_repeatedly, "{0}: {1} ({2} more times since the last warning)"},
	{Kind::attached_again, "{0}: attached again ({1})"},
	{Kind::attach_failed, "{0}; trying again"},
	{Kind::output_failed, "the output cannot be written ({0}): pending lines are kept, further "
			      "ones are dropped"},
	{Kind::output_dropped, "{0} lines of output were dropped: the reader was too slow"},
	{Kind::output_stalled, "the reader of the output is too slow: lines are dropped"},
	{Kind::reopen_failed, "{0}: output continues in the old file"},
	{Kind::interface_lost, "requests are not answered: the interface was removed or recreated, "
			       "or another tool detached the programs: stamp reflector change {0}"},
	{Kind::ingress_lost, "another tool detached its ingress program: requests are not "
			     "answered: stamp reflector change {0}"},
	{Kind::egress_lost, "another tool detached its egress program: replies have no T3 of their "
			    "own and no signature: stamp reflector change {0}"},
	{Kind::xdp_lost, "another tool detached its XDP program: it answers after XDP: stamp "
			 "reflector change {0}"},
	{Kind::moved_away, "its interface is in another network namespace and still answers: run "
			   "stamp there to show or remove it"},
	{Kind::moved_here, "{0} came from another network namespace with its reflector, which "
			   "still has the addresses it had there: stamp reflector change {0}"},
	{Kind::renamed, "added as {0}"},
	{Kind::add_unfinished, "a stamp was killed while it added this reflector, which may "
			       "answer: stamp reflector del {0}"},
	{Kind::change_unfinished, "a stamp was killed while it changed this reflector, which may "
				  "use other settings: stamp reflector change {0}"},
	{Kind::tai_offset, "the TAI offset of this host has changed: timestamps are off by {1}: "
			   "stamp reflector change {0}"},
	{Kind::clock_synced, "the clock is synchronised, but replies say the opposite: stamp "
			     "reflector change {0}"},
	{Kind::clock_not_synced, "the clock is no longer synchronised, but replies say the "
				 "opposite: stamp reflector change {0}"},
	{Kind::addresses_changed, "the addresses of {0} have changed: stamp reflector change {0}"},
	{Kind::unreadable, "{1}: stamp reflector del {0}, then add"},
	{Kind::not_pinned,
	 "it is not pinned in this mount namespace: only its counters can be read; to remove "
	 "what a killed stamp left: stamp reflector del {0}, or --stale"},
	{Kind::counters_unreadable, "{0}: {1}"},
	{Kind::reflector_counters_not_pinned,
	 "a reflector is attached to {0} ({1}), and its counters are not pinned in this mount "
	 "namespace"},
	{Kind::sender_counters_not_pinned,
	 "a sender is attached to {0} ({1}), and its counters are not pinned in this mount "
	 "namespace"},
	{Kind::pins_unreadable, "{0}"},
	{Kind::nothing_running, "nothing is running"},
	{Kind::nothing_running_on, "nothing is running on {0}"},
	{Kind::nothing_visible, "nothing is running that is visible without CAP_SYS_ADMIN"},
	{Kind::nothing_visible_on,
	 "nothing is running on {0} that is visible without CAP_SYS_ADMIN"},
	{Kind::no_sessions, "a stateless reflector has no sessions"},
	{Kind::sessions_end, "all sessions start again: a stateless reflector has none"},
	{Kind::sessions_restart, "all sessions start again: their maximum number changes"},
	{Kind::sessions_unreadable, "{0}"},
	{Kind::sessions_incomplete, "the list of sessions is not complete: {0}"},
	{Kind::tallies_unreadable, "{0}"},
	{Kind::processes_unreadable, "{0}"},
	{Kind::only_sockets, "only what stamps at sockets is visible: {0}"},
	{Kind::keys_renewed, "the key files were read again"},
	{Kind::no_tai_offset,
	 "TAI-UTC is not known on this host: PTP timestamps carry UTC, with an "
	 "error estimate of a minute"},
	{Kind::stale_left, "killed processes left {0} behind: stamp reflector del --stale"},
	{Kind::no_persistent, "no persistent reflector"},
	{Kind::no_persistent_on, "no persistent reflector on {0}"},
	{Kind::stale_removed, "{0} removed"},
	{Kind::persistent_deleted, "{0} deleted"},
#define X(code, name, text) {Kind::not_sent_##code, text},
	STAMP_NOT_SENT_REASONS(X)
#undef X
#define X(code, name, text) {Kind::hardware_##code, "{0} " #name " (" text ")"},
		STAMP_HW_TIMES(X)
#undef X
};

constexpr bool is_in_order() {
	for (std::size_t i = 0; i < std::size(rows); i++)
		if (static_cast<std::size_t>(rows[i].kind) != i)
			return false;
	return rows[std::size(rows) - 1].kind == Kind::hardware_IMPLAUSIBLE;
}
static_assert(is_in_order(), "a row for each kind, in the order of the enum");

std::string words(const std::string &text) {
	return text;
}
std::string words(std::uint64_t number) {
	return std::to_string(number);
}
std::string words(double ratio) {
	return percent_phrase(ratio);
}
std::string words(Duration duration) {
	return format_duration(duration);
}
std::string words(const stats::Message &message) {
	return sentence(message);
}
std::string words(const std::vector<stats::Message> &messages) {
	std::string all;
	for (const stats::Message &message : messages)
		all += (all.empty() ? "" : "; ") + sentence(message);
	return all;
}

} // namespace

std::string sentence(const stats::Message &message) {
	std::string_view text = rows[static_cast<std::size_t>(message.kind)].text;
	std::string all;
	for (std::size_t at; (at = text.find('{')) != std::string_view::npos;) {
		all += text.substr(0, at);
		const auto i = static_cast<std::size_t>(text[at + 1] - '0');
		all += i < message.values.size()
			       ? std::visit([](const auto &value) { return words(value); },
					    static_cast<const stats::Value::variant &>(
						    message.values[i]))
			       : "?";
		text.remove_prefix(at + 3);
	}
	return all += text;
}

} // namespace stamp::render
