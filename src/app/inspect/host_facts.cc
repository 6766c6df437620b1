// SPDX-License-Identifier: Apache-2.0
#include "app/inspect/host_facts.h"

#include <cerrno>
#include <fstream>

#include <linux/capability.h>
#include <sys/resource.h>
#include <sys/utsname.h>

#include "base/missing_capability.h"
#include "base/privilege.h"
#include "bpf/attach/probe.h"
#include "bpf/attach/probe_programs.h"
#include "bpf/attach/qdisc.h"
#include "bpf/object/object.h"
#include "bpf/pin/mount.h"
#include "net/hardware_stamps.h"
#include "time/now.h"

namespace stamp::app {
namespace {

// Held while the kernel is asked; what is not permitted is said by the answers. The names of
// others' programs are for CAP_SYS_ADMIN.
Result<privilege::Raised> raise() {
	return privilege::Raised::where_permitted({CAP_BPF, CAP_NET_ADMIN, CAP_SYS_ADMIN});
}

// The initial one maps all users to themselves.
bool in_user_namespace() {
	std::ifstream map("/proc/self/uid_map");
	std::uint32_t inside = 0, outside = 0, count = 0;
	if (!(map >> inside >> outside >> count))
		return false;
	constexpr std::uint32_t all_users = ~0u;
	return inside != 0 || outside != 0 || count != all_users;
}

std::vector<unsigned> missing_capabilities(const Result<ProcessStatus> &status) {
	std::vector<unsigned> missing;
	for (const unsigned capability : {CAP_BPF, CAP_NET_ADMIN})
		if (status && !status->may(capability))
			missing.push_back(capability);
	return missing;
}

ClockFacts clock_facts() {
	ClockFacts facts;
	facts.kernel = time::read_kernel_clock();
	if (!facts.kernel)
		return facts;
	facts.by = time::discipline(*facts.kernel);
	const auto list = time::load_leap_list();
	facts.tai = time::tai_offset(*facts.kernel, list ? &*list : nullptr, utc_now());
	return facts;
}

std::uint64_t hard_limit(decltype(RLIMIT_NOFILE) of) {
	rlimit limit{};
	return getrlimit(of, &limit) == 0 ? limit.rlim_max : 0;
}

} // namespace

HostFacts host_facts() {
	bpf::route_libbpf_messages();
	HostFacts facts;
	utsname name{};
	if (uname(&name) == 0) {
		facts.kernel = name.release;
		facts.machine = name.machine;
	}
	facts.libbpf = bpf::libbpf_version() + " (built with " + bpf::libbpf_built_version() + ")";
	facts.process = process_status();
	facts.capability_cure = privilege::cure_of_missing(missing_capabilities(facts.process));
	facts.in_user_namespace = in_user_namespace();
	facts.has_bpffs = bpf::has_bpffs();
	facts.pins_are_hidden = bpf::pins_are_hidden();
	facts.clock = clock_facts();
	facts.open_files = hard_limit(RLIMIT_NOFILE);
	facts.locked_octets = hard_limit(RLIMIT_MEMLOCK);

	const auto raised = raise();
	facts.jit = bpf::probe_jit();
	facts.programs = bpf::probe_programs();
	for (const bpf::HookProbe &hook : bpf::probe_hooks())
		facts.hooks.push_back({hook.name, hook.available, hook.why_not});
	facts.netfilter = net::netfilter();
	return facts;
}

InterfaceFacts interface_facts(const std::string &name) {
	InterfaceFacts facts;
	facts.name = name;
	facts.link = net::find_interface(name);
	if (!facts.link)
		return facts;
	const net::Interface &link = *facts.link;
	facts.is_set_up = link.is_set_up();
	facts.addresses = net::local_addresses(link.index);
	facts.offloads = net::offloads(link);
	facts.no_receive_times = net::why_no_receive_times(net::hardware_stamps(link));
	facts.ingress_qdisc = bpf::ingress_qdisc(link.index);
	const auto raised = raise();
	facts.at_tc = bpf::holders_at_tc(link);
	facts.at_xdp = bpf::holders_at_xdp(link);
	return facts;
}

std::vector<InterfaceFacts> interface_facts() {
	std::vector<InterfaceFacts> all;
	for (const std::string &name : interface_names()) {
		InterfaceFacts facts = interface_facts(name);
		if (facts.link && facts.is_set_up && !facts.link->is_loopback)
			all.push_back(std::move(facts));
	}
	return all;
}

} // namespace stamp::app
