// SPDX-License-Identifier: Apache-2.0
#include "session/not_sent.h"

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

stats::Message obstacle(stamp_not_sent reason, const net::WayOut &way, const std::string &iface) {
	using What = stats::Kind;
	if (reason != reason_of(way)) // what the way has to do with it is not known
		return stats::not_sent_kind(reason);
	switch (way.kind) {
	case Kind::no_interface:
		return {What::interface_is_gone, {iface}};
	case Kind::link_down:
		return {What::set_down, {iface}};
	case Kind::no_carrier:
		return {What::no_carrier, {iface}};
	case Kind::other_interface:
		return {What::other_interface, {iface, way.name}};
	case Kind::local:
		return {What::local_target, {iface}};
	case Kind::neighbour:
		return {What::neighbour_silent, {iface, way.name}};
	case Kind::no_route:
		if (!way.name.empty())
			return {What::route_refused, {way.name}};
		break;
	case Kind::no_address:
	case Kind::clear:
		break;
	}
	return stats::not_sent_kind(reason);
}

} // namespace stamp::session
