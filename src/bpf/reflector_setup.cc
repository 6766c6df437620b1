// SPDX-License-Identifier: Apache-2.0
#include "bpf/reflector_setup.h"

#include <algorithm>
#include <cerrno>
#include <map>

#include <bpf/bpf.h>

#include "bpf/about.h"
#include "bpf/keys.h"

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

// As hash tables and prefix tries say it.
bool is_full(int code) {
	return code == E2BIG || code == ENOSPC;
}

Error table_full(const std::string &what, const std::string &of, std::uint32_t most,
		 const std::string &cure) {
	return {0, what + ": there is room for " + std::to_string(most) + " " + of, cure};
}

} // namespace

stamp_cfg reflector_cfg(const ReflectorDatapathSettings &settings, const net::Interface &iface) {
	stamp_cfg cfg{};
	cfg.rate = rate(settings.rate_pps);
	cfg.total_rate = rate(settings.total_rate_pps);
	cfg.max_sessions = settings.max_sessions;
	cfg.session_timeout_ns = static_cast<std::uint64_t>(settings.session_timeout.count());
	for (const std::uint16_t port : settings.ports)
		cfg.ports[cfg.port_count++] = stamp_swap16(port);
	cfg.format = static_cast<__u8>(settings.format);
	cfg.has_mac = iface.has_mac;
	cfg.is_loopback = iface.is_loopback;
	cfg.has_allow = !settings.allow.empty();
	cfg.has_ssids = !settings.ssids.empty();
	cfg.report_answers = settings.report_answers;
	cfg.wake = settings.report_answers;
	cfg.authenticated = settings.authenticated;
	cfg.has_keys = settings.has_keys();
	cfg.process_tlvs = settings.tlvs.process;
	cfg.location_blank = settings.tlvs.location_blank;
	cfg.micro_session = stamp_swap16(settings.tlvs.micro_session);
	cfg.dscp_allowed = settings.tlvs.dscp_allowed;
	return cfg;
}

stamp_about reflector_about(const ReflectorDatapathSettings &settings, const net::Interface &iface,
			    const std::string &hook) {
	stamp_about about = new_about(STAMP_ROLE_REFLECTOR, iface);
	set_text(about.hook, sizeof(about.hook), hook);
	about.rate_pps = settings.rate_pps;
	about.total_rate_pps = settings.total_rate_pps;
	about.max_sessions = settings.max_sessions;
	about.session_timeout_ns = static_cast<std::uint64_t>(settings.session_timeout.count());
	for (const std::uint16_t port : settings.ports)
		about.ports[about.port_count++] = port;
	about.format = static_cast<__u8>(settings.format);
	about.authenticated = settings.authenticated;
	about.has_keys = settings.has_keys();
	about.tlvs = settings.tlvs;
	return about;
}

Result<void> fill_allowed(const Object &object, const std::vector<net::Prefix> &allow) {
	if (allow.empty())
		return {};
	const int map = object.map("allow");
	// IPv4 lies in ::/0 by its mapped form and must not be let in by it.
	const stamp_prefix ipv4 = net::Prefix{net::Address::any_v4(), 0}.key();
	const __u8 yes = 1, no = 0;
	if (bpf_map_update_elem(map, &ipv4, &no, BPF_ANY) != 0)
		return last_error("fill the table of prefixes");
	for (const net::Prefix &prefix : allow) {
		const stamp_prefix key = prefix.key();
		if (bpf_map_update_elem(map, &key, &yes, BPF_ANY) != 0)
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
		if (bpf_map_update_elem(object.map("ssids"), &index, &word,
					BPF_ANY) != 0)
			return last_error("fill the table of SSIDs");
	return {};
}

Result<void> fill_keys(const Object &object, const ReflectorDatapathSettings &settings) {
	if (settings.keys.empty())
		return {};
	const auto ring = session::read_keys(settings.keys);
	if (!ring)
		return ring.error();
	return write_keys(object.map("keys"), *ring);
}

Result<void> fill_local(const Object &object, const std::vector<net::LocalAddress> &addresses) {
	const int map = object.map("local");
	for (const net::LocalAddress &local : addresses) {
		const stamp_addr key = local.address.raw();
		const __u8 value = static_cast<__u8>(local.kind);
		if (bpf_map_update_elem(map, &key, &value, BPF_ANY) != 0)
			return is_full(errno)
				       ? table_full("answer to " + local.address.text(),
						    "addresses, broadcasts among them",
						    STAMP_MAX_ADDRESSES,
						    "--address for each that is to be answered")
				       : last_error("answer to " + local.address.text());
	}
	return {};
}

} // namespace stamp::bpf
