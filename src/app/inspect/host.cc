// SPDX-License-Identifier: Apache-2.0
#include "app/inspect/host.h"

#include <linux/capability.h>
#include <sys/utsname.h>

#include "base/privilege.h"
#include "bpf/attach/probe.h"
#include "bpf/object/object.h"
#include "net/hardware_stamps.h"
#include "net/iface.h"
#include "version.h"

namespace stamp::app {

namespace {

std::vector<stats::CardState> card_states() {
	std::vector<stats::CardState> cards;
	const auto interfaces = net::interfaces();
	if (!interfaces)
		return cards;
	for (const net::Interface &iface : *interfaces) {
		if (!iface.up || iface.is_loopback)
			continue;
		const net::HardwareStamps stamps = net::hardware_stamps(iface);
		cards.push_back(
			{iface.name, net::why_no_receive_times(stamps), stamps.every_is_on});
	}
	return cards;
}

} // namespace

std::string kernel_release() {
	utsname name{};
	return uname(&name) == 0 ? name.release : "unknown";
}

std::vector<std::string> interface_names() {
	std::vector<std::string> names;
	if (const auto all = net::interfaces())
		for (const auto &iface : *all)
			names.push_back(iface.name);
	return names;
}

stats::HostReport host_report() {
	bpf::route_libbpf_messages();
	stats::HostReport report;
	report.stamp = STAMP_VERSION;
	report.kernel = kernel_release();
	report.libbpf = bpf::libbpf_version();
	report.libbpf_built = bpf::libbpf_built_version();
	const auto able = privilege::Raised::where_permitted({CAP_BPF, CAP_NET_ADMIN});
	for (const bpf::HookProbe &hook : bpf::probe_hooks())
		report.hooks.push_back({hook.name, hook.available, hook.why_not});
	report.cards = card_states();
	report.rfcs = {"RFC 8762", "RFC 8972", "RFC 9503", "RFC 9534"};
	return report;
}

} // namespace stamp::app
