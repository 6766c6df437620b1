// SPDX-License-Identifier: Apache-2.0
#include "bpf/attach/attached.h"

#include <algorithm>
#include <cerrno>

#include "bpf/attach/hook_query.h"
#include "bpf/attach/tc_filters.h"
#include "bpf/attach/tcx.h"

namespace stamp::bpf {
namespace {

Result<bool> is_at_tc(int ifindex, bool ingress, std::uint32_t program) {
	if (is_on_tcx(ifindex, ingress ? tcx_ingress : tcx_egress, program))
		return true;
	return has_filter(ifindex, ingress, program);
}

} // namespace

Result<LinkTarget> link_target(const Fd &link) {
	const auto info = link_info(link);
	if (!info)
		return last_error("query where a BPF link is attached");
	return LinkTarget{ifindex_of(*info), info->prog_id};
}

Result<bool> is_linked(const Fd &link, const LinkTarget &wanted) {
	const auto now = link_target(link);
	return now ? Result<bool>(*now == wanted) : now.error();
}

Result<bool> has_filter(int ifindex, bool ingress, std::uint32_t program) {
	const auto filters = tc_filters(ifindex, ingress);
	if (!filters)
		return filters.error();
	return std::any_of(filters->begin(), filters->end(),
			   [&](const TcFilter &filter) { return filter.program == program; });
}

Result<std::string> detached_programs(int ifindex, const stamp_program_ids &programs) {
	if (programs.ingress == 0 || programs.egress == 0)
		return Error{ENODATA, "query unknown programs"};
	const bool xdp = programs.xdp == 0 || is_on_xdp(ifindex, programs.xdp);
	const auto ingress = is_at_tc(ifindex, true, programs.ingress);
	if (!ingress)
		return ingress.error();
	const auto egress = is_at_tc(ifindex, false, programs.egress);
	if (!egress)
		return egress.error();
	return names_of_programs(!xdp, !*ingress, !*egress);
}

std::string names_of_programs(bool xdp, bool ingress, bool egress) {
	std::string all;
	const auto add = [&all](bool wanted, const char *name) {
		if (wanted)
			all += (all.empty() ? "" : " and ") + std::string(name);
	};
	add(xdp, "XDP program");
	add(ingress, "ingress program");
	add(egress, "egress program");
	return all;
}

} // namespace stamp::bpf
