// SPDX-License-Identifier: Apache-2.0
#include "bpf/attach/hook_holders.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "bpf/attach/hook_query.h"
#include "bpf/attach/tc_filters.h"
#include "bpf/attach/tcx.h"

namespace stamp::bpf {
namespace {

std::string name_of(std::uint32_t program) {
	const Fd fd(bpf_prog_get_fd_by_id(program));
	const auto info = fd ? program_info(fd) : std::nullopt;
	return info ? info->name : "";
}

Result<void> append_tcx(const net::Interface &iface, int type, const char *hook,
			HookHolders &found) {
	std::array<std::uint32_t, tcx_most_programs + 1> ids{};
	auto count = static_cast<std::uint32_t>(ids.size());
	const int error = bpf_prog_query(iface.index, static_cast<bpf_attach_type>(type), 0,
					 nullptr, ids.data(), &count);
	if (error == -EINVAL || error == -EOPNOTSUPP) // the kernel has no TCX
		return {};
	if (error != 0)
		return Error{-error, "list the programs at " + std::string(hook)};
	for (std::size_t i = 0; i < std::min<std::size_t>(count, ids.size()); i++)
		found.push_back({hook, ids[i], name_of(ids[i])});
	return {};
}

Result<void> append_clsact(const net::Interface &iface, HookHolders &found) {
	const auto filters = tc_filters(iface.index);
	if (!filters)
		return filters.error();
	for (const TcFilter &filter : *filters)
		found.push_back({filter.ingress ? "clsact ingress" : "clsact egress",
				 filter.program, filter.name});
	return {};
}

} // namespace

bool HookHolder::is_ours() const {
	return name.starts_with("stamp_refl_") || name.starts_with("stamp_send_");
}

Result<HookHolders> holders_at_tc(const net::Interface &iface) {
	HookHolders found;
	if (auto done = append_tcx(iface, tcx_ingress, "tcx ingress", found); !done)
		return std::move(done).error();
	if (auto done = append_tcx(iface, tcx_egress, "tcx egress", found); !done)
		return std::move(done).error();
	if (auto done = append_clsact(iface, found); !done)
		return std::move(done).error();
	return found;
}

Result<HookHolders> holders_at_xdp(const net::Interface &iface) {
	LIBBPF_OPTS(bpf_xdp_query_opts, state);
	const int error = bpf_xdp_query(iface.index, 0, &state);
	if (error != 0)
		return Error{-error, "ask for the XDP program"};
	HookHolders found;
	for (const std::uint32_t id : {state.drv_prog_id, state.skb_prog_id, state.hw_prog_id})
		if (id != 0)
			found.push_back({"xdp", id, name_of(id)});
	return found;
}

} // namespace stamp::bpf
