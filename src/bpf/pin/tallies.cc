// SPDX-License-Identifier: Apache-2.0
#include "bpf/pin/tallies.h"

#include <cerrno>

#include "bpf/pin/bpffs.h"
#include "bpf/pin/instance_info.h"
#include "bpf/pin/names.h"

namespace stamp::bpf {
namespace {

constexpr const char *what = "map the tallies of a sender";

} // namespace

Result<Tallies> Tallies::create(std::size_t targets) {
	auto map = create_array("stamp_tallies", sizeof(stamp_published),
				static_cast<std::uint32_t>(targets), BPF_F_MMAPABLE);
	if (!map)
		return std::move(map).error();
	auto shared = Shared::create(map->get(), targets, what);
	if (!shared)
		return std::move(shared).error();
	return Tallies(std::move(map).value(), std::move(shared).value());
}

Result<Tallies> Tallies::open(const std::string &directory) {
	auto map = open_map(directory, tallies_pin, sizeof(only_entry), sizeof(stamp_published));
	if (!map)
		return std::move(map).error();
	const auto info = info_of(*map);
	if (!info)
		return info.error();
	auto shared = Shared::create(map->get(), info->max_entries, what, PROT_READ);
	if (!shared)
		return std::move(shared).error();
	return Tallies(std::move(map).value(), std::move(shared).value());
}

} // namespace stamp::bpf
