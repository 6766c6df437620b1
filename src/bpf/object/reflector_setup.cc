// SPDX-License-Identifier: Apache-2.0
#include "bpf/object/reflector_setup.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>

namespace stamp::bpf {
namespace {

constexpr std::uint64_t ns_per_s = 1'000'000'000;

stamp_rate rate(std::uint32_t pps) {
	if (pps == 0)
		return {};
	const std::uint64_t interval = ns_per_s / pps;
	const std::uint64_t burst =
		std::max<std::uint64_t>(pps / STAMP_BURST_DIVISOR, STAMP_BURST_MIN);
	return {std::max<std::uint64_t>(interval, 1), (burst - 1) * interval};
}

// Hash tables and prefix tries use different codes.
bool is_full(int code) {
	return code == E2BIG || code == ENOSPC;
}

Error table_full(const std::string &what, const std::string &of, std::uint32_t most,
		 const std::string &cure) {
	return {0, what + ": there is room for " + std::to_string(most) + " " + of, cure};
}

// However small the table is, a part of it is kept for the others.
std::uint32_t sessions_per_source(const session::ReflectorSpec &spec) {
	const std::uint32_t most = spec.sessions() - spec.sessions() / STAMP_OTHERS_DIVISOR;
	return std::min(spec.sessions_per_source, most);
}

} // namespace

stamp_cfg reflector_cfg(const session::ReflectorSpec &spec, const net::Interface &iface) {
	stamp_cfg cfg{};
	cfg.rate = rate(spec.rate_pps);
	cfg.total_rate = rate(spec.total_rate_pps);
	cfg.max_sessions = spec.sessions();
	cfg.sessions_per_source = sessions_per_source(spec);
	cfg.session_timeout_ns = static_cast<std::uint64_t>(spec.session_timeout.count());
	for (const std::uint16_t port : spec.ports)
		cfg.ports[cfg.port_count++] = stamp_swap16(port);
	cfg.format = static_cast<__u8>(spec.format);
	cfg.has_mac = iface.has_mac;
	cfg.is_loopback = iface.is_loopback;
	cfg.has_allow = !spec.allow.empty();
	cfg.has_ssids = !spec.ssids.empty();
	cfg.report_answers = spec.report_answers;
	cfg.wake = spec.report_answers;
	cfg.authenticated = spec.authenticated;
	cfg.has_keys = spec.has_keys();
	cfg.process_tlvs = spec.tlvs.process;
	cfg.ignores_ssids = !spec.tlvs.process;
	cfg.location_blank = spec.tlvs.location_blank;
	cfg.micro_session = stamp_swap16(spec.tlvs.micro_session);
	cfg.dscp_allowed = spec.tlvs.dscp_allowed;
	cfg.dscp_own = spec.tlvs.dscp_own;
	return cfg;
}

void write_macs(const net::Interface &iface, stamp_live &live) {
	std::memcpy(live.mac, iface.mac.data(), iface.mac.size());
	const auto master = iface.master != 0 ? net::find_interface(iface.master)
					      : Result<net::Interface>(Error{ENODEV, ""});
	const bool is_port = master && master->kind == "bridge";
	std::memcpy(live.bridge_mac, is_port ? master->mac.data() : iface.mac.data(),
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

LocalTable local_table(const std::vector<net::LocalAddress> &addresses) {
	LocalTable table;
	for (const auto kind : {STAMP_LOCAL_UNICAST, STAMP_LOCAL_BROADCAST}) {
		std::size_t taken = 0;
		for (const net::LocalAddress &local : addresses) {
			if (local.kind != kind || taken == STAMP_MAX_ADDRESSES)
				continue;
			const auto address = net::Address::from_raw(local.address.raw());
			taken += table.emplace(std::pair(address, local.host_bits), kind).second;
		}
	}
	return table;
}

// There is room for both at once, so that nothing has to leave before the new ones are there.
Result<void> fill_local(const Object &object, const LocalTable &wanted, const LocalTable &before) {
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

Result<void> check_room(const std::vector<net::LocalAddress> &addresses) {
	const auto count =
		std::count_if(addresses.begin(), addresses.end(), [](const net::LocalAddress &a) {
			return a.kind == STAMP_LOCAL_UNICAST;
		});
	if (count <= STAMP_MAX_ADDRESSES)
		return {};
	return Error{0,
		     "the interface has " + std::to_string(count) + " addresses, and " +
			     std::to_string(STAMP_MAX_ADDRESSES) + " can be answered at most",
		     "--address for each address to answer on"};
}

} // namespace stamp::bpf
