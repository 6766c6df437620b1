// SPDX-License-Identifier: Apache-2.0
// What this host is and lets us do, asked of it and not judged. What cannot be asked is an Error
// that says why.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/inspect/host.h"
#include "base/process_status.h"
#include "base/result.h"
#include "bpf/attach/hook_holders.h"
#include "net/iface.h"
#include "net/local_table.h"
#include "net/netfilter.h"
#include "net/offloads.h"
#include "stats/host_report.h"
#include "time/service.h"
#include "time/tai_offset.h"

namespace stamp::app {

inline const Error not_asked{0, "not asked"};

struct ClockFacts {
	Result<time::KernelClock> kernel = not_asked;
	time::Discipline by;
	std::optional<time::TaiOffset> tai;
};

struct HostFacts {
	std::string kernel;  // "6.12.0"
	std::string machine; // "x86_64"
	std::string libbpf;  // "1.5 (built with 1.1)"
	Result<ProcessStatus> process = not_asked;
	std::string capability_cure;	// for those that are missing
	bool in_user_namespace = false; // whose capabilities bpf(2) does not take
	Result<bool> jit = not_asked;
	Result<void> programs = not_asked; // those of stamp load
	std::vector<stats::HookState> hooks;
	bool has_bpffs = false;
	bool pins_are_hidden = false; // there is one, in another mount namespace
	ClockFacts clock;
	Result<net::Netfilter> netfilter = not_asked;
	std::uint64_t open_files = 0;	 // the hard limits; all ones: unlimited
	std::uint64_t locked_octets = 0; // RLIMIT_MEMLOCK
};

struct InterfaceFacts {
	std::string name; // as it was asked for
	bool asked_for = false;
	Result<net::Interface> link = not_asked;
	bool is_set_up = false; // by the administrator, with or without a carrier
	Result<std::vector<net::LocalAddress>> addresses = not_asked;
	Result<bpf::HookHolders> at_tc = not_asked;
	Result<bpf::HookHolders> at_xdp = not_asked;
	Result<std::string> ingress_qdisc = not_asked;
	Result<net::Offloads> offloads = not_asked;
	std::string no_receive_times; // of the network card, and why; empty: it has them
};

// Makes CAP_BPF and CAP_NET_ADMIN effective meanwhile, where they are permitted. Leaves nothing
// behind.
[[nodiscard]] HostFacts host_facts();
[[nodiscard]] InterfaceFacts interface_facts(const std::string &name);
// All that are set up, but the loopback device.
[[nodiscard]] std::vector<InterfaceFacts> interface_facts();

} // namespace stamp::app
