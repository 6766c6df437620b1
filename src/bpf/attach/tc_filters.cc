// SPDX-License-Identifier: Apache-2.0
#include "bpf/attach/tc_filters.h"

#include <cerrno>

#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "net/netlink.h"

namespace stamp::bpf {
namespace {

// No such qdisc, or no such interface: kernels have different codes for it.
bool says_none(int code) {
	return code == ENOENT || code == EINVAL || code == ENODEV || code == EOPNOTSUPP;
}

Result<void> append(int ifindex, bool ingress, std::vector<TcFilter> &filters) {
	tcmsg header{};
	header.tcm_family = AF_UNSPEC;
	header.tcm_ifindex = ifindex;
	header.tcm_parent = TC_H_MAKE(TC_H_CLSACT, ingress ? TC_H_MIN_INGRESS : TC_H_MIN_EGRESS);
	const auto answers = net::netlink_dump(net::NetlinkRequest(RTM_GETTFILTER, header));
	if (!answers && says_none(answers.error().code))
		return {};
	if (!answers)
		return Error(answers.error()).while_doing("list the filters");
	for (const auto &answer : *answers) {
		const auto tc = answer.header<tcmsg>();
		if (answer.type != RTM_NEWTFILTER || !tc || tc->tcm_handle == 0)
			continue;
		TcFilter filter{ingress,
				tc->tcm_handle,
				static_cast<std::uint16_t>(tc->tcm_info >> 16),
				0,
				{}};
		const auto attributes = answer.attributes<tcmsg>();
		const auto options = attributes.find(TCA_OPTIONS);
		if (options && attributes.text(TCA_KIND) == "bpf") {
			const net::NetlinkAttributes bpf(*options);
			filter.name = bpf.text(TCA_BPF_NAME);
			filter.program = bpf.get<std::uint32_t>(TCA_BPF_ID).value_or(0);
		}
		filters.push_back(filter);
	}
	return {};
}

} // namespace

Result<std::vector<TcFilter>> tc_filters(int ifindex) {
	std::vector<TcFilter> filters;
	for (const bool ingress : {true, false})
		if (auto done = append(ifindex, ingress, filters); !done)
			return std::move(done).error();
	return filters;
}

Result<std::vector<TcFilter>> tc_filters(int ifindex, bool ingress) {
	std::vector<TcFilter> filters;
	auto done = append(ifindex, ingress, filters);
	return done ? Result<std::vector<TcFilter>>(std::move(filters)) : std::move(done).error();
}

bool is_ours(const TcFilter &filter) {
	return filter.name.starts_with("stamp_refl_") || filter.name.starts_with("stamp_send_");
}

} // namespace stamp::bpf
