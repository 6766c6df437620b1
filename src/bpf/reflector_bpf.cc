// SPDX-License-Identifier: Apache-2.0
#include "bpf/reflector_bpf.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <bpf/bpf.h>
#include <linux/capability.h>

#include "base/privilege.h"

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

} // namespace

std::string reflector_claim(int ifindex, std::uint16_t port) {
	return "reflector/" + std::to_string(ifindex) + "/" + std::to_string(port);
}

stamp_cfg ReflectorBpf::configuration(const net::Interface &iface) const {
	stamp_cfg cfg{};
	cfg.rate = rate(settings_.rate_pps);
	cfg.total_rate = rate(settings_.total_rate_pps);
	for (const std::uint16_t port : settings_.ports)
		cfg.ports[cfg.port_count++] = stamp_swap16(port);
	cfg.format = static_cast<__u8>(settings_.format);
	cfg.has_mac = iface.has_mac;
	cfg.is_loopback = iface.is_loopback;
	cfg.has_allow = !settings_.allow.empty();
	cfg.report_answers = settings_.report_answers;
	cfg.wake = settings_.report_answers;
	return cfg;
}

Result<void> ReflectorBpf::claim_ports(const net::Interface &iface) {
	for (const std::uint16_t port : settings_.ports) {
		auto claim = net::Claim::claim(reflector_claim(iface.index, port));
		if (!claim)
			return Error{EBUSY, "port " + std::to_string(port) + " of " + iface.name +
						    " has a reflector already"};
		claims_.push_back(std::move(claim).value());
	}
	return {};
}

Result<void> ReflectorBpf::fill_allowed(const Object &object) const {
	if (settings_.allow.empty())
		return {};
	const int map = bpf_map__fd(object.skeleton().maps.allow);
	// IPv4 lies in ::/0 by its mapped form and must not be let in by it.
	const stamp_prefix ipv4 = net::Prefix{net::Address::any_v4(), 0}.key();
	const __u8 yes = 1, no = 0;
	if (bpf_map_update_elem(map, &ipv4, &no, BPF_ANY) != 0)
		return last_error("fill the table of prefixes");
	for (const net::Prefix &prefix : settings_.allow) {
		const stamp_prefix key = prefix.key();
		if (bpf_map_update_elem(map, &key, &yes, BPF_ANY) != 0)
			return last_error("allow " + prefix.text());
	}
	return {};
}

Result<void> ReflectorBpf::load(const net::Interface &iface) {
	if (object_ && loaded_for_.has_mac == iface.has_mac &&
	    loaded_for_.is_loopback == iface.is_loopback)
		return {};
	auto object = Object::load(Role::reflector, configuration(iface), 0,
				   settings_.hook == Hook::xdp);
	if (!object)
		return std::move(object).error();
	if (auto filled = fill_allowed(*object); !filled)
		return filled;
	if (settings_.report_answers) {
		auto records = Records::open(*object);
		if (!records)
			return std::move(records).error();
		records_ = std::move(records).value();
	}
	object_ = std::move(object).value();
	addresses_.clear();
	loaded_for_ = iface;
	if (clock_)
		clock_->write(object_->live());
	return {};
}

Result<void> ReflectorBpf::attach(const net::Interface &iface) {
	detach();
	if (auto claimed = claim_ports(iface); !claimed) {
		detach();
		return claimed;
	}
	const auto raised = privilege::Raised::create({CAP_BPF, CAP_NET_ADMIN});
	if (!raised)
		return raised.error();
	if (auto loaded = load(iface); !loaded)
		return loaded;
	std::memcpy(object_->live().mac, iface.mac.data(), iface.mac.size());
	auto attachment = bpf::attach(*object_, iface, settings_.hook);
	if (!attachment)
		return std::move(attachment).error();
	attachment_ = std::move(attachment).value();
	return {};
}

void ReflectorBpf::detach() {
	attachment_.reset();
	claims_.clear();
}

Result<void> ReflectorBpf::set_addresses(const std::vector<net::LocalAddress> &addresses) {
	std::map<net::Address, stamp_local_kind> wanted;
	for (const net::LocalAddress &local : addresses)
		wanted.emplace(net::Address::from_raw(local.address.raw()), local.kind);
	if (!object_ || wanted == addresses_)
		return {};
	const int map = bpf_map__fd(object_->skeleton().maps.local);
	for (const auto &[address, kind] : wanted) {
		const stamp_addr key = address.raw();
		const __u8 value = static_cast<__u8>(kind);
		if (bpf_map_update_elem(map, &key, &value, BPF_ANY) != 0)
			return last_error("answer to " + address.text());
	}
	for (const auto &[address, kind] : addresses_) {
		const stamp_addr key = address.raw();
		if (!wanted.contains(address))
			bpf_map_delete_elem(map, &key);
	}
	addresses_ = std::move(wanted);
	object_->live().admission_epoch++;
	return {};
}

void ReflectorBpf::set_clock(const session::WireClock &clock) {
	clock_ = clock;
	if (object_)
		clock.write(object_->live());
}

session::Verdicts ReflectorBpf::verdicts() const {
	return object_ ? object_->verdicts() : session::Verdicts{};
}

void ReflectorBpf::drain(const session::RecordHandler &handler) {
	if (records_)
		records_->drain(handler);
}

int ReflectorBpf::wake_fd() const {
	return records_ ? records_->fd() : -1;
}

std::string ReflectorBpf::hook() const {
	return attachment_ ? attachment_->hook() : "none";
}

} // namespace stamp::bpf
