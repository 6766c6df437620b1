// SPDX-License-Identifier: Apache-2.0
#include "session/sender_cfg.h"

#include <algorithm>

#include "session/window.h"

namespace stamp::session {
namespace {

using Targets = std::vector<TargetPlan>;

// Below this, replies are collected by the clock and not by a wake-up each.
constexpr Duration wake_interval = std::chrono::milliseconds{10};

std::size_t targets_of(const SenderSpec &spec) {
	return std::max(spec.most_targets, spec.targets.size());
}

// 0: they differ, or may.
std::uint16_t port_of_all(const Targets &targets, std::size_t room) {
	if (room > targets.size())
		return 0;
	const std::uint16_t port = targets.front().to.port;
	const bool agree = std::all_of(targets.begin(), targets.end(),
				       [port](auto &target) { return target.to.port == port; });
	return agree ? port : 0;
}

// Targets that are added later are of the family of those that there are.
__u8 family_of_all(const Targets &targets) {
	const bool is_v4 = targets.front().to.address.is_v4();
	const bool agree = std::all_of(targets.begin(), targets.end(), [is_v4](auto &target) {
		return target.to.address.is_v4() == is_v4;
	});
	return agree ? (is_v4 ? 4 : 6) : 0;
}

// What is behind the base packet of requests.
void describe_tail(const SenderSpec &spec, const Targets &targets, stamp_cfg &cfg) {
	for (const TargetPlan &target : targets) {
		if (!target.tlvs)
			continue;
		const tlv::Tail &tail = target.tlvs->tail;
		// All of it comes with a reply: a reflector may have another order than ours.
		const auto octets = std::min<std::size_t>(tail.octets.size(), STAMP_MAX_TLV_OCTETS);
		cfg.tlv_octets = std::max(cfg.tlv_octets, static_cast<__u16>(octets));
		// All targets have it at the same offset.
		cfg.hmac_tlv_at =
			static_cast<__u16>(tail.hmac_at ? spec.base_octets() + *tail.hmac_at : 0);
	}
}

} // namespace

stamp_peer peer_of(const net::Endpoint &target) {
	return {target.address.raw(), stamp_swap16(target.port), 0};
}

std::size_t room_of(const SenderSpec &spec, const SenderPlan &plan) {
	return std::max(spec.most_targets, plan.targets.size());
}

std::uint32_t slots_of(const SenderSpec &spec) {
	return window_slots(spec.interval, spec.timeout, targets_of(spec));
}

bool is_woken(const SenderSpec &spec) {
	const std::size_t targets = targets_of(spec);
	const bool are_many = targets > STAMP_MAX_HOSTS;
	return spec.interval / (are_many ? static_cast<Duration::rep>(targets) : 1) >=
	       wake_interval;
}

stamp_cfg sender_cfg(const SenderSpec &spec, const SenderPlan &plan) {
	stamp_cfg cfg{};
	cfg.session_slots = slots_of(spec);
	cfg.ports[0] = stamp_swap16(plan.source_port);
	cfg.ports[1] = stamp_swap16(port_of_all(plan.targets, room_of(spec, plan)));
	cfg.port_count = 1;
	cfg.only_family = family_of_all(plan.targets);
	cfg.format = static_cast<__u8>(spec.format);
	cfg.has_mac = plan.iface.has_mac;
	cfg.is_loopback = plan.iface.is_loopback;
	cfg.wake = is_woken(spec);
	cfg.authenticated = spec.authenticated;
	describe_tail(spec, plan.targets, cfg);
	if (room_of(spec, plan) == 1)
		cfg.only_peer = peer_of(plan.targets.front().to);
	return cfg;
}

} // namespace stamp::session
