// SPDX-License-Identifier: Apache-2.0
#include "cli/command_options.h"
#include "cli/shared_options.h"

namespace stamp::cli {
namespace {

// No answer is worth more than one a nanosecond.
constexpr std::uint64_t max_rate_pps = 1'000'000'000;

Result<std::uint16_t> parse_port(std::string_view text) {
	const auto port = parse_number(text, 1, 65535);
	if (!port)
		return port.error();
	return static_cast<std::uint16_t>(*port);
}

Result<std::uint16_t> parse_ssid(std::string_view text) {
	const auto ssid = parse_number(text, 0, STAMP_SSIDS - 1);
	if (!ssid)
		return ssid.error();
	return static_cast<std::uint16_t>(*ssid);
}

Result<net::Address> parse_local_address(std::string_view text) {
	auto address = net::Address::parse(text);
	if (address && (address->is_unspecified() || address->is_multicast()))
		return Error{0, "'" + std::string(text) + "' is no address to answer to"};
	return address;
}

// "all" is the way back to no restriction, for change.
template <typename T> void everything(Option &option, std::vector<T> &target) {
	option.set = [&target, store = option.set](const Values &values) {
		if (values != Values{"all"})
			return store(values);
		target.clear();
		return std::optional<Refusal>();
	};
}

Group keys_group(ReflectorOptions &o) {
	Group keys{"Authentication",
		   {
			   key_file_option("key-file",
					   "authenticated mode: answer only requests signed with a "
					   "key in FILE (one per line: hex digits, or base64: and "
					   "base64)",
					   o.key_file),
			   key_file_option("key-dir",
					   "one key file per SSID, named 5 or 0x1a2b; the file "
					   "named default, or --key-file, is for all other SSIDs",
					   o.key_dir),
			   key_file_option("tlv-key-file",
					   "unauthenticated mode: verify and sign only the TLVs, "
					   "with a key in FILE",
					   o.tlv_key_file),
			   key_file_option("tlv-key-dir",
					   "the same, with one file per SSID, named as for "
					   "--key-dir; the file named default, or --tlv-key-file, "
					   "is for all other SSIDs",
					   o.tlv_key_dir),
		   }};
	keys.options[1].argument = keys.options[3].argument = "DIR";
	return keys;
}

Group reply_group(ReflectorOptions &o) {
	return Group{
		"Reply",
		{
			timestamp_option(o.spec),
			toggle("stateful",
			       "number the replies of each session, which shows the sender in "
			       "which direction packets are lost",
			       o.spec.stateful),
			toggle("stateless", "with change: return the number of the request again",
			       o.stateless),
			duration_option("session-timeout",
					"with --stateful: a session that is idle for this long "
					"expires",
					o.spec.session_timeout, std::chrono::seconds{1},
					[&o](Duration d) { o.spec.session_timeout = d; }),
			number("max-sessions", "N",
			       "with --stateful: maximum number of sessions; requests of further "
			       "ones are dropped",
			       o.spec.max_sessions, 1, STAMP_MOST_SESSIONS),
			number("sessions-per-source", "N",
			       "with --stateful: maximum number of sessions of one source address, "
			       "at most 15/16 of --max-sessions",
			       o.spec.sessions_per_source, 1, STAMP_MOST_SESSIONS),
		}};
}

} // namespace

Table reflector_table(ReflectorOptions &options) {
	ReflectorOptions &o = options;
	Group who{
		"Who is answered",
		{
			list<std::uint16_t>("port,p", "PORT", "UDP port to answer on; repeatable",
					    std::to_string(o.spec.ports.front()), o.spec.ports,
					    STAMP_MAX_PORTS, parse_port),
			list<net::Address>("address", "ADDR",
					   "answer only requests to this local address; "
					   "repeatable",
					   "all of the interface", o.spec.addresses,
					   STAMP_MAX_ADDRESSES, parse_local_address),
			list<net::Prefix>("allow", "CIDR",
					  "answer only requests from this prefix; repeatable",
					  "any", o.spec.allow, STAMP_MAX_ALLOW, net::Prefix::parse),
			list<std::uint16_t>("ssid", "N",
					    "answer only this session identifier, 0 = requests "
					    "without one; repeatable",
					    "any", o.spec.ssids, STAMP_SSIDS, parse_ssid),
			number("rate", "PPS",
			       "maximum replies per second to one source address; 0 = no limit",
			       o.spec.rate_pps, 0, max_rate_pps),
			number("total-rate", "PPS",
			       "maximum replies per second in total; 0 = no limit",
			       o.spec.total_rate_pps, 0, max_rate_pps),
		}};
	everything(who.options[1], o.spec.addresses);
	everything(who.options[2], o.spec.allow);
	everything(who.options[3], o.spec.ssids);
	Group del{"Options of del",
		  {
			  toggle("all", "remove all persistent reflectors", o.all),
			  toggle("stale", "remove what killed processes left behind", o.stale),
		  }};
	Group output{
		"Output",
		{
			toggle("output", "print a line per answered packet", o.spec.report_answers),
			toggle("json", "JSON Lines instead of text", o.json),
			toggle("quiet,q", "print less on stderr", o.quiet),
			toggle("verbose,v", "print more on stderr", o.verbose),
		}};
	return {std::move(who), reply_group(o),	   keys_group(o),	tlv_group(o.spec),
		std::move(del), std::move(output), clock_group(o.spec), system_group(o, o.spec)};
}

} // namespace stamp::cli
