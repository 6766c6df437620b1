// SPDX-License-Identifier: Apache-2.0
#include "session/no_reply.h"

#include <algorithm>
#include <cerrno>

#include "session/not_sent.h"

namespace stamp::session {
namespace {

using Kind = net::WayOut::Kind;

const char *code_of(Kind kind) {
	switch (kind) {
	case Kind::no_interface:
	case Kind::link_down:
	case Kind::no_carrier:
		return "link_down";
	case Kind::other_interface:
		return "other_interface";
	case Kind::local:
		return "local_target";
	case Kind::neighbour:
		return "neighbour_unresolved";
	case Kind::no_address:
		return "no_address";
	case Kind::no_route:
		return "no_route";
	case Kind::clear:
		break;
	}
	return "no_reply";
}

stats::Reason what_kept_them(const stats::Summary &s, const NoReplyFacts &facts) {
	std::size_t most = 0;
	for (std::size_t i = 0; i < s.not_sent_reasons.size(); i++)
		if (s.not_sent_reasons[i].second > s.not_sent_reasons[most].second)
			most = i;
	const auto reason = static_cast<stamp_not_sent>(most);
	// What rtnetlink says is about the route and the neighbour, not about filters and queues.
	const bool of_way = facts.way.kind != Kind::clear && reason == reason_of(facts.way);
	return {of_way ? code_of(facts.way.kind) : s.not_sent_reasons[most].first,
		"no request left this host: " +
			not_sent_phrase(reason, of_way ? facts.way : net::WayOut{}, facts.iface)};
}

stats::Reason what_the_network_says(const NetworkError &error) {
	return {error.code == ECONNREFUSED ? "port_unreachable" : "network", error.text};
}

} // namespace

std::optional<stats::Reason> why_no_reply(const stats::Summary &s, const NoReplyFacts &facts) {
	if (s.received != 0 || s.sent + s.not_sent == 0)
		return std::nullopt;
	if (s.sent == 0)
		return what_kept_them(s, facts);
	if (facts.is_translated)
		return stats::Reason{"address_translation",
				     "this host translates the port or the address of requests "
				     "(NAT)"};
	if (s.bad_auth != 0)
		return stats::Reason{"other_key", "replies arrived that are not signed with the "
						  "key of this run"};
	if (s.late != 0)
		return stats::Reason{"late", "every reply arrived after the timeout (-w)"};
	if (facts.way.kind != Kind::clear)
		return stats::Reason{code_of(facts.way.kind),
				     not_sent_phrase(reason_of(facts.way), facts.way, facts.iface)};
	if (facts.network_error)
		return what_the_network_says(*facts.network_error);
	if (s.unexpected != 0)
		return stats::Reason{"unexpected", "packets arrived, but none answers a request"};
	if (s.authenticated)
		return stats::Reason{"no_reply", "no reflector there, or it is unauthenticated or "
						 "has a different key"};
	return stats::Reason{"no_reply", "is a reflector there, is its UDP port open on the path, "
					 "and does it need a key (--key-file)?"};
}

} // namespace stamp::session
