// SPDX-License-Identifier: Apache-2.0
#include "bpf/object/reflector_setup.h"

#include <cerrno>
#include <cstring>
#include <map>

namespace stamp::bpf {
namespace {

// Hash tables and prefix tries use different codes.
bool is_full(int code) {
	return code == E2BIG || code == ENOSPC;
}

Error table_full(const std::string &what, const std::string &of, std::uint32_t most,
		 const std::string &cure) {
	return {0, what + ": there is room for " + std::to_string(most) + " " + of, cure};
}

} // namespace

void write_macs(const net::Interface &iface, stamp_live &live) {
	std::memcpy(live.mac, iface.mac.data(), iface.mac.size());
	const auto bridge = net::bridge_of(iface);
	std::memcpy(live.bridge_mac, bridge ? bridge->mac.data() : iface.mac.data(),
		    sizeof(live.bridge_mac));
}

Result<void> fill_allowed(const Object &object, const std::vector<net::Prefix> &allow) {
	if (allow.empty())
		return {};
	const auto map = object.map(allow_map);
	// IPv4 lies in ::/0 by its mapped form and must not be let in by it.
	const stamp_prefix ipv4 = net::Prefix{net::Address::any_v4(), 0}.key();
	const __u8 yes = 1, no = 0;
	if (!map.write(ipv4, no))
		return last_error("fill the table of prefixes");
	for (const net::Prefix &prefix : allow) {
		if (!map.write(prefix.key(), yes))
			return is_full(errno)
				       ? table_full("allow " + prefix.text(), "prefixes",
						    STAMP_MAX_ALLOW, "fewer and shorter prefixes")
				       : last_error("allow " + prefix.text());
	}
	return {};
}

Result<void> fill_ssids(const Object &object, const std::vector<std::uint16_t> &ssids) {
	std::map<std::uint32_t, std::uint64_t> words;
	for (const std::uint16_t ssid : ssids)
		words[ssid / 64u] |= std::uint64_t{1} << ssid % 64u;
	for (const auto &[index, word] : words)
		if (!object.map(ssids_map).write(index, word))
			return last_error("fill the table of SSIDs");
	return {};
}

// There is room for both at once, so that nothing has to leave before the new ones are there.
Result<void> fill_local(const Object &object, const session::LocalTable &wanted,
			const session::LocalTable &before) {
	static_assert(STAMP_MAX_LOCAL >= 4 * STAMP_MAX_ADDRESSES);
	const auto map = object.map(local_map);
	for (const auto &[place, kind] : wanted) {
		const stamp_prefix key = net::LocalAddress{place.first, kind, place.second}.key();
		if (!map.write(key, static_cast<__u8>(kind)))
			return last_error("answer to " + place.first.text());
	}
	for (const auto &[place, kind] : before) {
		const stamp_prefix key = net::LocalAddress{place.first, kind, place.second}.key();
		if (!wanted.contains(place))
			map.remove(key);
	}
	return {};
}

} // namespace stamp::bpf
