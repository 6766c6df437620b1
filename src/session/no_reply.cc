// SPDX-License-Identifier: Apache-2.0
#include "session/no_reply.h"

#include <algorithm>
#include <cerrno>

#include "session/not_sent.h"

namespace stamp::session {
namespace {

using What = stats::Kind;

stats::Message what_kept_them(const stats::Summary &s, const NoReplyFacts &facts) {
	const stats::NotSent &reasons = s.not_sent_reasons;
	const auto most = std::max_element(reasons.begin(), reasons.end()) - reasons.begin();
	// What rtnetlink says is about the route and the neighbour, not about filters and queues.
	return {What::no_request_left,
		{obstacle(static_cast<stamp_not_sent>(most), facts.way, facts.iface)}};
}

stats::Message what_the_network_says(const NetworkError &error) {
	return {error.code == ECONNREFUSED ? What::port_unreachable : What::network, {error.text}};
}

} // namespace

std::optional<stats::Message> why_no_reply(const stats::Summary &s, const NoReplyFacts &facts) {
	if (s.received != 0 || s.sent + s.not_sent == 0 || (s.wants_no_reply && s.sent != 0))
		return std::nullopt;
	if (s.sent == 0)
		return what_kept_them(s, facts);
	if (facts.is_translated)
		return What::translated;
	if (s.bad_auth != 0)
		return What::other_key;
	if (s.late != 0)
		return What::late;
	if (facts.way.kind != net::WayOut::Kind::clear)
		return obstacle(reason_of(facts.way), facts.way, facts.iface);
	if (facts.network_error)
		return what_the_network_says(*facts.network_error);
	if (s.unexpected != 0)
		return What::unexpected;
	return s.authenticated ? What::no_signed_reply : What::no_reply;
}

} // namespace stamp::session
