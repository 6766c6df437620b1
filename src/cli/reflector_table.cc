// SPDX-License-Identifier: Apache-2.0
#include "cli/groups.h"
#include "cli/tables.h"

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
					   "authenticated mode: answer only what is signed with "
					   "a key in FILE (a line each: hex digits, or base64: "
					   "and base64)",
					   o.key_file),
			   key_file_option("key-dir",
					   "a file per SSID, named 5 or 0x1a2b; --key-file, or "
					   "default there, is for all others",
					   o.key_dir),
			   key_file_option("tlv-key-file",
					   "unauthenticated mode: verify and sign the TLVs alone, "
					   "with a key in FILE",
					   o.tlv_key_file),
			   key_file_option("tlv-key-dir",
					   "the same with a file per SSID, named as for --key-dir; "
					   "--tlv-key-file, or default there, is for all others",
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
			       "number the replies of each session, so that its sender learns in "
			       "which direction packets are lost",
			       o.spec.stateful),
			toggle("stateless",
			       "of change: no longer; a reply has the number of its request",
			       o.stateless),
			duration_option("session-timeout",
					"with --stateful: a session idle for longer is forgotten",
					o.spec.session_timeout, std::chrono::seconds{1},
					[&o](Duration d) { o.spec.session_timeout = d; }),
			number("max-sessions", "N",
			       "with --stateful: sessions at a time; more are not answered",
			       o.spec.max_sessions, 1, STAMP_MOST_SESSIONS),
			number("sessions-per-source", "N",
			       "with --stateful: sessions of one address at a time, and never "
			       "more than 15/16 of --max-sessions",
			       o.spec.sessions_per_source, 1, STAMP_MOST_SESSIONS),
		}};
}

} // namespace

Table reflector_table(ReflectorOptions &options) {
	ReflectorOptions &o = options;
	Group who{"Who is answered",
		  {
			  list<std::uint16_t>("port,p", "PORT", "UDP port; repeatable",
					      std::to_string(o.spec.ports.front()), o.spec.ports,
					      STAMP_MAX_PORTS, parse_port),
			  list<net::Address>("address", "ADDR",
					     "answer only to this local address; repeatable",
					     "all of the interface", o.spec.addresses,
					     STAMP_MAX_ADDRESSES, parse_local_address),
			  list<net::Prefix>("allow", "CIDR", "who may ask; repeatable", "anybody",
					    o.spec.allow, STAMP_MAX_ALLOW, net::Prefix::parse),
			  list<std::uint16_t>("ssid", "N",
					      "session identifier of who may ask, 0 for those "
					      "without one; repeatable",
					      "any", o.spec.ssids, STAMP_SSIDS, parse_ssid),
			  number("rate", "PPS", "answers a second to one source; 0 = no limit",
				 o.spec.rate_pps, 0, max_rate_pps),
			  number("total-rate", "PPS", "answers a second altogether; 0 = no limit",
				 o.spec.total_rate_pps, 0, max_rate_pps),
		  }};
	everything(who.options[1], o.spec.addresses);
	everything(who.options[2], o.spec.allow);
	everything(who.options[3], o.spec.ssids);
	Group del{"Of del",
		  {
			  toggle("all", "every reflector without a process", o.all),
			  toggle("stale", "what killed processes left behind", o.stale),
		  }};
	Group output{"Output",
		     {
			     toggle("output", "a line per answered packet", o.spec.report_answers),
			     toggle("json", "JSON Lines instead of text", o.json),
			     toggle("quiet,q", "less talk on stderr", o.quiet),
			     toggle("verbose,v", "more talk on stderr", o.verbose),
		     }};
	return {std::move(who), reply_group(o),    keys_group(o),  tlv_group(o.spec),
		std::move(del), std::move(output), clock_group(o.spec), system_group(o, o.spec)};
}

} // namespace stamp::cli
