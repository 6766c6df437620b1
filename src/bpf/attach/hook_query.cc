// SPDX-License-Identifier: Apache-2.0
#include "bpf/attach/hook_query.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <span>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "net/iface.h"

namespace stamp::bpf {

std::optional<bpf_link_info> link_info(const Fd &link) {
	bpf_link_info info{};
	std::uint32_t size = sizeof(info);
	if (bpf_obj_get_info_by_fd(link.get(), &info, &size) != 0)
		return std::nullopt;
	return info;
}

std::optional<bpf_prog_info> program_info(const Fd &program) {
	bpf_prog_info info{};
	std::uint32_t size = sizeof(info);
	if (bpf_obj_get_info_by_fd(program.get(), &info, &size) != 0)
		return std::nullopt;
	return info;
}

int ifindex_of(const bpf_link_info &link) {
	// The first member of the link's data, for TCX (Linux 6.6) as for XDP.
	return static_cast<int>(link.xdp.ifindex);
}

bool is_on_tcx(int ifindex, int attach_type, std::uint32_t program) {
	std::array<std::uint32_t, 64> ids{}; // as many as a hook takes
	auto count = static_cast<std::uint32_t>(ids.size());
	const int error = bpf_prog_query(ifindex, static_cast<bpf_attach_type>(attach_type), 0,
					 nullptr, ids.data(), &count);
	if (error == -EPERM) // without CAP_NET_ADMIN: the link has an interface
		return net::find_interface(ifindex).has_value();
	const std::span known(ids.data(), std::min<std::size_t>(count, ids.size()));
	return error == 0 && std::find(known.begin(), known.end(), program) != known.end();
}

bool is_on_xdp(int ifindex, std::uint32_t program) {
	LIBBPF_OPTS(bpf_xdp_query_opts, found);
	if (bpf_xdp_query(ifindex, 0, &found) != 0)
		return false;
	return found.prog_id == program || found.drv_prog_id == program ||
	       found.skb_prog_id == program || found.hw_prog_id == program;
}

} // namespace stamp::bpf
