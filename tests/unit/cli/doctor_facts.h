// SPDX-License-Identifier: Apache-2.0
// A host and an interface on which everything is as it should be, and the rows about them.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <linux/capability.h>

#include "cli/doctor_rows.h"
#include "support/catch.h"

namespace stamp::test {

using cli::checks_of;
using stats::Check;
using stats::Finding;

constexpr std::uint64_t bit(unsigned capability) {
	return std::uint64_t{1} << capability;
}

inline constexpr std::uint64_t needed = bit(CAP_BPF) | bit(CAP_NET_ADMIN);
inline constexpr std::uint64_t all = needed | bit(CAP_NET_BIND_SERVICE);

inline app::HostFacts good_host() {
	app::HostFacts facts;
	facts.kernel = "6.12.0-amd64";
	facts.machine = "x86_64";
	facts.libbpf = "1.5";
	facts.process = ProcessStatus{all, all, all, false, false};
	facts.jit = true;
	facts.programs = {};
	facts.hooks = {{"xdp", true, ""}, {"tcx", true, ""}, {"clsact", true, ""}};
	facts.has_bpffs = true;
	time::KernelClock clock;
	clock.synced = true;
	facts.clock = {clock, {}, time::TaiOffset{.seconds = 37}};
	facts.netfilter = net::Netfilter{};
	facts.open_files = 1024;
	return facts;
}

inline app::InterfaceFacts good_interface() {
	net::Interface link;
	link.index = 2;
	link.name = "eth0";
	link.up = true;
	link.mtu = 1500;
	app::InterfaceFacts facts;
	facts.name = "eth0";
	facts.asked_for = true;
	facts.link = link;
	facts.is_set_up = true;
	facts.addresses =
		std::vector<net::LocalAddress>{{net::Address::parse("192.0.2.1").value()}};
	facts.at_tc = facts.at_xdp = bpf::HookHolders{};
	facts.ingress_qdisc = std::string();
	facts.offloads = net::Offloads{{"rx-gro"}};
	facts.no_receive_times = "no clock";
	return facts;
}

inline Check find(const std::vector<Check> &checks, const std::string &name) {
	const auto found = std::find_if(checks.begin(), checks.end(),
					[&](const Check &check) { return check.name == name; });
	REQUIRE(found != checks.end());
	return *found;
}

inline Check row(const app::HostFacts &facts, const std::string &name) {
	return find(checks_of(facts), name);
}

inline Check row(const app::InterfaceFacts &facts, const std::string &name,
		 const app::HostFacts &host = good_host()) {
	return find(checks_of(facts, host, {"eth0", "eth1"}), name);
}

inline bool has(const std::string &text, const std::string &part) {
	return text.find(part) != std::string::npos;
}

} // namespace stamp::test
