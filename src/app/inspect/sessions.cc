// SPDX-License-Identifier: Apache-2.0
#include "app/inspect/sessions.h"

#include <cstring>

#include "net/address.h"
#include "stats/gaps.h"
#include "stats/top.h"
#include "time/now.h"

namespace stamp::app {
namespace {

struct Entry {
	stamp_session_key key;
	stamp_session session;
};

// Those that are as busy in an order that is the same at each look.
bool is_busier(const Entry &a, const Entry &b) {
	if (a.session.rx != b.session.rx)
		return a.session.rx > b.session.rx;
	return std::memcmp(&a.key, &b.key, sizeof(a.key)) < 0;
}

std::int64_t utc_minus_mono_ns(const KeptSessions &kept) {
	return ns(utc_now()) - kept.now().time_since_epoch().count();
}

void read_or_log(const KeptSessions &kept, const SessionHandler &take,
		 const decltype(SessionsWanted::log) &log) {
	if (auto read = kept.read(take); !read)
		log({stats::Kind::sessions_incomplete, {read.error().text()}});
}

stats::Endpoint endpoint(const stamp_addr &address, __be16 port) {
	return {net::Address::from_raw(address).text(), stamp_swap16(port), {}};
}

} // namespace

stats::Session session_of(const stamp_session_key &key, const stamp_session &session,
			  std::int64_t utc_minus_mono_ns, bool authenticated) {
	stats::Session s;
	s.src = endpoint(key.far, key.far_port);
	s.dst = endpoint(key.near, key.near_port);
	s.ssid = stamp_swap16(key.ssid);
	s.rx = session.rx;
	s.tx = session.tx;
	s.next_seq = static_cast<std::uint32_t>(session.tx);
	s.last_seen = utc(static_cast<std::int64_t>(session.last_seen_ns) + utc_minus_mono_ns);
	s.auth = authenticated;
	s.duplicate = session.duplicate;
	s.lost = stats::lost_in_gaps(session.first_seq, session.last_seq,
				     session.rx - session.duplicate);
	return s;
}

void add_sessions(stats::InterfaceStats &stats, const KeptSessions &kept,
		  const SessionsWanted &wanted) {
	stats.max_sessions = kept.most;
	if (wanted.count) {
		std::uint64_t count = 0;
		read_or_log(
			kept, [&](const auto &, const auto &) { count++; }, wanted.log);
		stats.live_sessions = count;
	}
	if (!wanted.list)
		return;
	stats.sessions = [kept, top = wanted.top,
			  log = wanted.log](const stats::SessionVisitor &visit) {
		const std::int64_t offset = utc_minus_mono_ns(kept);
		const auto show = [&](const auto &key, const auto &session) {
			visit(session_of(key, session, offset, kept.authenticated));
		};
		if (!top) {
			read_or_log(kept, show, log);
			return;
		}
		stats::Top<Entry, decltype(&is_busier)> busiest(*top, is_busier);
		read_or_log(
			kept,
			[&](const auto &key, const auto &session) {
				busiest.add({key, session});
			},
			log);
		for (const Entry &entry : busiest.take())
			show(entry.key, entry.session);
	};
}

} // namespace stamp::app
