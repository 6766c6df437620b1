// SPDX-License-Identifier: Apache-2.0
#include "socket/reply_control.h"

#include <algorithm>

namespace stamp::socket {

std::uint32_t ReplyControl::most_octets(bool is_ipv6) const {
	constexpr std::uint32_t most_packet = 65535; // of IPv4; no IPv6 jumbogram either
	const std::uint32_t headers = sizeof(udphdr) + (is_ipv6 ? sizeof(ipv6hdr) : sizeof(iphdr));
	return std::max(std::min(mtu, most_packet), headers) - headers;
}

bool ReplyControl::is_in_group(const std::uint8_t *mask, const std::uint8_t *group,
			       std::size_t octets) const {
	if (!mac || octets != mac->size())
		return false;
	for (std::size_t i = 0; i < octets; i++)
		if (((*mac)[i] & mask[i]) != group[i])
			return false;
	return true;
}

void ReplyControl::keep(const pkt &packet, const work &space) {
	kept_.octets.assign(packet.start, packet.end);
	kept_.state = space.state;
	kept_.copy = space.copy;
}

// The last reply is not too far away, and what it takes until then can be kept.
bool ReplyControl::has_room(const tlv_control &control) const {
	constexpr std::uint64_t most_ns = std::uint64_t{STAMP_REPEAT_S} * 1'000'000'000;
	const std::uint64_t all = std::uint64_t{control.number - 1} * control.interval_ns;
	return all <= most_ns && requests_left != 0 && kept_.octets.size() <= octets_left;
}

stamp_grant ReplyControl::grant(const work &space, std::uint32_t octets, std::uint32_t number,
				std::uint64_t now_ns) {
	const request_state &x = space.state;
	// By its SSID as well: a sender that starts again has another one, and begins at 0.
	const stamp_session_key session = {
		x.to, x.from, space.copy.udp.dest, space.copy.udp.source, x.request.ssid, 0};
	if (!numbers_.grows(session, stamp_swap32(x.request.seq), now_ns))
		return STAMP_GRANT_STALE;
	const tlv_control &control = space.tlvs.world.control;
	const bool may_have_all = number == 1 || has_room(control);
	if (may_have_all && budget_.take(x.from, std::uint64_t{octets} * number, now_ns)) {
		kept_.further = number - 1;
		kept_.interval_ns = control.interval_ns;
		return STAMP_GRANT_ALL;
	}
	if (number > 1 && budget_.take(x.from, octets, now_ns))
		return STAMP_GRANT_ONE;
	return STAMP_GRANT_NONE;
}

} // namespace stamp::socket
