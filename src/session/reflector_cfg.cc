// SPDX-License-Identifier: Apache-2.0
#include "session/reflector_cfg.h"

#include <algorithm>

namespace stamp::session {
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

// However small the table is, a part of it is kept for the others.
std::uint32_t sessions_per_source(const ReflectorSpec &spec) {
	const std::uint32_t most = spec.sessions() - spec.sessions() / STAMP_OTHERS_DIVISOR;
	return std::min(spec.sessions_per_source, most);
}

} // namespace

stamp_cfg reflector_cfg(const ReflectorSpec &spec, const net::Interface &iface) {
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
	cfg.return_paths = spec.tlvs.return_paths;
	cfg.reflect_control = spec.reflect_control.allow_any();
	return cfg;
}

std::vector<std::uint16_t> ports_of(const stamp_cfg &cfg) {
	std::vector<std::uint16_t> ports;
	for (std::size_t i = 0; i < std::min<std::size_t>(cfg.port_count, STAMP_MAX_PORTS); i++)
		ports.push_back(stamp_swap16(cfg.ports[i]));
	return ports;
}

ReflectorSpec spec_of(const stamp_cfg &cfg) {
	ReflectorSpec spec;
	spec.stateful = cfg.max_sessions != 0;
	if (spec.stateful)
		spec.max_sessions = cfg.max_sessions;
	spec.session_timeout = Duration{static_cast<std::int64_t>(cfg.session_timeout_ns)};
	spec.ports = ports_of(cfg);
	spec.format = static_cast<stamp_format>(cfg.format);
	spec.report_answers = cfg.report_answers;
	spec.authenticated = cfg.authenticated;
	spec.keeps_keys = cfg.has_keys;
	spec.tlvs = {.dscp_allowed = cfg.dscp_allowed,
		     .micro_session = stamp_swap16(cfg.micro_session),
		     .process = cfg.process_tlvs,
		     .location_blank = cfg.location_blank,
		     .dscp_own = cfg.dscp_own,
		     .return_paths = cfg.return_paths,
		     .unused = {}};
	return spec;
}

} // namespace stamp::session
