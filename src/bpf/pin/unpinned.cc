// SPDX-License-Identifier: Apache-2.0
#include "bpf/pin/unpinned.h"

#include <algorithm>
#include <array>
#include <ctime>

#include <bpf/bpf.h>

#include "bpf/attach/hook_query.h"
#include "bpf/attach/tcx.h"
#include "bpf/object/counters.h"
#include "bpf/object/loaded_cfg.h"
#include "bpf/pin/bpffs.h"
#include "session/reflector_cfg.h"
#include "time/now.h"

namespace stamp::bpf {
namespace {

using Found = std::vector<Unpinned>;

std::optional<stamp_role> role_of(std::string_view program) {
	if (program.starts_with("stamp_refl_in"))
		return STAMP_ROLE_REFLECTOR;
	if (program.starts_with("stamp_send_in"))
		return STAMP_ROLE_SENDER;
	return std::nullopt;
}

std::int64_t utc_of_boot_time(std::uint64_t since_boot_ns) {
	timespec now{};
	clock_gettime(CLOCK_BOOTTIME, &now);
	return ns(utc_now()) - now.tv_sec * 1'000'000'000LL - now.tv_nsec +
	       static_cast<std::int64_t>(since_boot_ns);
}

void read_maps(const Fd &program, Unpinned &found) {
	std::array<std::uint32_t, 64> ids{};
	bpf_prog_info info{};
	info.nr_map_ids = ids.size();
	info.map_ids = reinterpret_cast<std::uintptr_t>(ids.data());
	std::uint32_t size = sizeof(info);
	if (bpf_obj_get_info_by_fd(program.get(), &info, &size) != 0)
		return;
	found.since_ns = utc_of_boot_time(info.load_time);
	for (std::size_t i = 0; i < std::min<std::size_t>(info.nr_map_ids, ids.size()); i++) {
		const Fd map(bpf_map_get_fd_by_id(ids[i]));
		const auto map_info = map ? info_of(map) : Result<bpf_map_info>(Error{});
		if (!map_info)
			continue;
		const std::string_view name = map_info->name;
		if (name == verdicts_map.name && holds_counters<session::Verdicts>(*map_info)) {
			found.verdicts_map = map_info->id;
			found.verdicts = sum_counters<session::Verdicts>(map.get());
		} else if (name.ends_with(".rodata")) {
			if (const auto cfg = read_cfg(map))
				found.ports = session::ports_of(*cfg);
		}
	}
}

void add(const net::Interface &iface, const char *hook, std::string_view name, const Fd &program,
	 Found &all) {
	const auto role = role_of(name);
	if (!role)
		return;
	Unpinned found{iface.index, iface.name, hook, *role};
	if (program)
		read_maps(program, found);
	all.push_back(std::move(found));
}

void look_at_tcx(const net::Interface &iface, Found &all) {
	std::array<std::uint32_t, 64> ids{};
	auto count = static_cast<std::uint32_t>(ids.size());
	if (bpf_prog_query(iface.index, static_cast<bpf_attach_type>(tcx_ingress), 0, nullptr,
			   ids.data(), &count) != 0)
		return;
	for (std::size_t i = 0; i < std::min<std::size_t>(count, ids.size()); i++) {
		const Fd program(bpf_prog_get_fd_by_id(ids[i]));
		const auto info = program ? program_info(program) : std::nullopt;
		if (info)
			add(iface, "tcx", info->name, program, all);
	}
}

void look_at_clsact(const net::Interface &iface, Found &all) {
	const auto filters = tc_filters(iface.index);
	for (const TcFilter &filter : filters ? *filters : std::vector<TcFilter>{})
		if (filter.ingress && is_ours(filter))
			add(iface, "clsact", filter.name, Fd(bpf_prog_get_fd_by_id(filter.program)),
			    all);
}

std::uint32_t map_id(const Instance &pinned, const char *name) {
	const auto map = open_pin(pinned.directory, name);
	const auto info = map ? info_of(*map) : Result<bpf_map_info>(Error{});
	return info ? info->id : 0;
}

// Found by their hooks alone, without access to the maps of a program.
bool may_be(const Instance &pinned, const Unpinned &found) {
	const int ifindex = pinned.is_persistent() ? pinned.presence.ifindex
			    : pinned.about	   ? static_cast<int>(pinned.about->ifindex)
						   : 0;
	if (ifindex != found.ifindex || pinned.role != found.role)
		return false;
	if (pinned.is_persistent() && !pinned.presence.has_ingress)
		return false;
	if (pinned.state == Instance::State::stale)
		return false;
	// XDP has TCX behind it, and its program's maps are those of the other.
	const std::string_view hook = pinned.about ? pinned.about->hook : found.hook;
	return hook.starts_with("xdp") || hook.empty() || hook == found.hook;
}

} // namespace

std::vector<Unpinned> unpinned(const std::vector<Instance> &pinned,
			       const std::optional<std::string> &iface) {
	Found all;
	const auto ifaces = net::interfaces();
	for (const net::Interface &each : ifaces ? *ifaces : std::vector<net::Interface>{})
		if (!iface || each.name == *iface) {
			look_at_tcx(each, all);
			look_at_clsact(each, all);
		}
	for (const Instance &known : pinned) {
		const std::uint32_t map = map_id(known, verdicts_map.name);
		const auto is_it = [&](const Unpinned &one) {
			return one.verdicts_map != 0 && one.verdicts_map == map;
		};
		if (known.state != Instance::State::stale && std::erase_if(all, is_it) != 0)
			continue;
		// Each accounts for one.
		const auto found = std::find_if(all.begin(), all.end(), [&](const Unpinned &one) {
			return (one.verdicts_map == 0 || map == 0) && may_be(known, one);
		});
		if (found != all.end())
			all.erase(found);
	}
	return all;
}

} // namespace stamp::bpf
