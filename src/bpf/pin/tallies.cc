// SPDX-License-Identifier: Apache-2.0
#include "bpf/pin/tallies.h"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <optional>

#include "bpf/pin/bpffs.h"
#include "bpf/pin/instance_info.h"
#include "bpf/pin/names.h"

namespace stamp::bpf {
namespace {

constexpr int most_tries = 1000; // a write takes less than a microsecond
constexpr const char *what = "map the tallies of a sender";

std::optional<stamp_published> read_one(const stamp_published &shared) {
	for (int i = 0; i < most_tries; i++) {
		const std::atomic_ref changes(const_cast<__u64 &>(shared.changes));
		const __u64 before = changes.load(std::memory_order_acquire);
		const stamp_published copy = shared;
		std::atomic_thread_fence(std::memory_order_acquire);
		if (before % 2 == 0 && changes.load(std::memory_order_relaxed) == before)
			return copy;
	}
	return std::nullopt;
}

} // namespace

Result<Tallies> Tallies::create(const std::vector<std::string> &targets) {
	auto map = create_array("stamp_tallies", sizeof(stamp_published),
				static_cast<std::uint32_t>(targets.size()), BPF_F_MMAPABLE);
	if (!map)
		return std::move(map).error();
	auto shared = Shared::create(map->get(), targets.size(), what);
	if (!shared)
		return std::move(shared).error();
	for (std::size_t i = 0; i < targets.size(); i++)
		set_text((*shared)[i].target, STAMP_TARGET_OCTETS, targets[i]);
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

void Tallies::write(std::size_t index, const stamp_tally &tally) {
	stamp_published &shared = shared_[index];
	const std::atomic_ref changes(shared.changes);
	const __u64 before = changes.load(std::memory_order_relaxed);
	changes.store(before + 1, std::memory_order_relaxed);
	std::atomic_thread_fence(std::memory_order_release);
	shared.tally = tally;
	changes.store(before + 2, std::memory_order_release);
}

std::vector<std::pair<std::size_t, stamp_published>> Tallies::read() const {
	std::vector<std::pair<std::size_t, stamp_published>> all;
	for (std::size_t i = 0; i < shared_.size(); i++) {
		auto one = read_one(shared_[i]);
		if (!one || one->changes == 0)
			continue; // nothing was written yet
		one->target[STAMP_TARGET_OCTETS - 1] = '\0';
		all.emplace_back(i, *one);
	}
	return all;
}

} // namespace stamp::bpf
