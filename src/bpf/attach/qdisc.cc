// SPDX-License-Identifier: Apache-2.0
#include "bpf/attach/qdisc.h"

#include <cerrno>

#include <bpf/libbpf.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "bpf/attach/tc_filters.h"
#include "net/netlink.h"

namespace stamp::bpf {
namespace {

bpf_tc_hook both_sides(int ifindex) {
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = ifindex,
		    .attach_point =
			    static_cast<bpf_tc_attach_point>(BPF_TC_INGRESS | BPF_TC_EGRESS));
	return hook;
}

Error in_the_way(const net::Interface &iface, const std::string &kind) {
	return {0,
		"attach to " + iface.name + " (clsact): its " + kind +
			" qdisc is in the way: it has no egress side",
		"--hook tcx (Linux 6.6), or replace it with a clsact qdisc, which takes its "
		"filters, too: tc qdisc show dev " +
			iface.name};
}

} // namespace

Result<std::string> ingress_qdisc(int ifindex) {
	tcmsg header{};
	header.tcm_family = AF_UNSPEC;
	header.tcm_ifindex = ifindex;
	// All of them: kernels differ in what they filter by.
	const auto answers = net::netlink_dump(net::NetlinkRequest(RTM_GETQDISC, header));
	if (!answers)
		return Error(answers.error()).while_doing("list the qdiscs");
	for (const auto &answer : *answers) {
		const auto tc = answer.header<tcmsg>();
		if (answer.type == RTM_NEWQDISC && tc && tc->tcm_ifindex == ifindex &&
		    tc->tcm_parent == TC_H_INGRESS) // the same number as TC_H_CLSACT
			return answer.attributes<tcmsg>().text(TCA_KIND);
	}
	return std::string();
}

Result<NewClsact> NewClsact::make(const net::Interface &iface) {
	bpf_tc_hook hook = both_sides(iface.index);
	const auto before = ingress_qdisc(iface.index);
	const int error = bpf_tc_hook_create(&hook);
	if (error == 0)
		return NewClsact(iface.index, true);
	if (error != -EEXIST) {
		if (before && before->empty()) // the answer may have failed, not the creation
			(void)remove_empty_clsact(iface.index);
		// ENOENT: the kernel does not know that kind.
		return Error{error == -ENOENT ? EOPNOTSUPP : -error,
			     "create a clsact qdisc on " + iface.name};
	}
	const auto kind = ingress_qdisc(iface.index);
	if (!kind)
		return kind.error();
	if (!kind->empty() && *kind != "clsact")
		return in_the_way(iface, *kind);
	return NewClsact(iface.index, false);
}

NewClsact::~NewClsact() {
	if (is_new_)
		(void)remove_empty_clsact(ifindex_);
}

Result<void> remove_empty_clsact(int ifindex) {
	const auto filters = tc_filters(ifindex);
	if (!filters)
		return filters.error();
	if (!filters->empty())
		return {};
	bpf_tc_hook hook = both_sides(ifindex);
	const int error = bpf_tc_hook_destroy(&hook);
	// None, or none of this kind, or no such interface: kernels differ in how they say it.
	if (error == 0 || error == -ENOENT || error == -EINVAL || error == -ENODEV)
		return {};
	return Error{-error,
		     "remove the clsact qdisc of interface number " + std::to_string(ifindex)};
}

} // namespace stamp::bpf
