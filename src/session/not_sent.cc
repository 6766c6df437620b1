// SPDX-License-Identifier: Apache-2.0
#include "session/not_sent.h"

#include <array>
#include <cerrno>

namespace stamp::session {

using Kind = net::WayOut::Kind;

stamp_not_sent reason_of(const net::WayOut &way) {
	switch (way.kind) {
	case Kind::no_interface:
	case Kind::link_down:
	case Kind::no_carrier:
		return STAMP_NOT_SENT_LINK_DOWN;
	case Kind::no_address:
		return STAMP_NOT_SENT_NO_ADDRESS;
	case Kind::no_route:
	case Kind::other_interface:
	case Kind::local:
		return STAMP_NOT_SENT_NO_ROUTE;
	case Kind::neighbour:
		return STAMP_NOT_SENT_NEIGHBOUR;
	case Kind::clear:
		break;
	}
	return STAMP_NOT_SENT_OTHER;
}

bool asks_way_out(int code) {
	return code != EPERM && code != EAGAIN && code != EWOULDBLOCK && code != EMSGSIZE;
}

stamp_not_sent reason_of(int code, bool passed_egress, const net::WayOut &way) {
	switch (code) {
	case EPERM:
		return STAMP_NOT_SENT_FILTERED;
	case EAGAIN:
		return STAMP_NOT_SENT_QUEUE;
	case ENOBUFS: // what any hook, queue or driver of the device that drops a packet answers
		if (reason_of(way) == STAMP_NOT_SENT_LINK_DOWN)
			return STAMP_NOT_SENT_LINK_DOWN;
		return passed_egress ? STAMP_NOT_SENT_QUEUE : STAMP_NOT_SENT_EGRESS;
	case EMSGSIZE:
		return STAMP_NOT_SENT_TOO_LONG;
	case EADDRNOTAVAIL:
		return STAMP_NOT_SENT_NO_ADDRESS;
	case ENODEV:
	case ENXIO:
	case ENETDOWN:
		return STAMP_NOT_SENT_LINK_DOWN;
	default:
		break;
	}
	if (way.kind != Kind::clear)
		return reason_of(way);
	if (code == EINVAL) // the source address is none of this host any more
		return STAMP_NOT_SENT_NO_ADDRESS;
	const bool unreachable = code == ENETUNREACH || code == EHOSTUNREACH || code == EACCES;
	return unreachable ? STAMP_NOT_SENT_NO_ROUTE : STAMP_NOT_SENT_OTHER;
}

std::string not_sent_phrase(stamp_not_sent reason, const net::WayOut &way,
			    const std::string &iface) {
	static constexpr std::array sentences{
#define X(code, name, text) text,
		STAMP_NOT_SENT_REASONS(X)
#undef X
	};
	if (reason != reason_of(way)) // what the way has to do with it is not known
		return sentences[reason];
	switch (way.kind) {
	case Kind::no_interface:
		return iface + " is gone";
	case Kind::link_down:
		return iface + " is set down";
	case Kind::no_carrier:
		return iface + " has no carrier";
	case Kind::other_interface:
		return "the route to the target goes through " + way.name + ", not by " + iface;
	case Kind::local:
		return "the target is an address of this host, where " + iface +
		       " does not lead to";
	case Kind::neighbour:
		return "neighbour " + way.name + " on " + iface + " does not answer";
	case Kind::no_route:
		if (!way.name.empty())
			return way.name;
		break;
	case Kind::no_address:
	case Kind::clear:
		break;
	}
	return sentences[reason];
}

} // namespace stamp::session
