// SPDX-License-Identifier: Apache-2.0
#include "bpf/pin/tallies.h"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <optional>

#include <bpf/bpf.h>
#include <sys/mman.h>

#include "base/pages.h"
#include "bpf/pin/instance_info.h"
#include "bpf/pin/names.h"
#include "bpf/pin/pinned_map.h"

namespace stamp::bpf {
namespace {

constexpr int most_tries = 1000; // a write takes less than a microsecond

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

void Tallies::Unmap::operator()(stamp_published *all) const {
	munmap(all, octets);
}

Result<Tallies::Memory> Tallies::map_into_memory(const Fd &map, std::size_t count, int protection) {
	const std::size_t octets = whole_pages(count * sizeof(stamp_published));
	void *memory = mmap(nullptr, octets, protection, MAP_SHARED, map.get(), 0);
	if (memory == MAP_FAILED)
		return last_error("map the tallies of a sender");
	return Memory(static_cast<stamp_published *>(memory), Unmap{octets});
}

Result<Tallies> Tallies::create(const std::vector<std::string> &targets) {
	LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = BPF_F_MMAPABLE);
	Fd map(bpf_map_create(BPF_MAP_TYPE_ARRAY, "stamp_tallies", sizeof(__u32),
			      sizeof(stamp_published), static_cast<__u32>(targets.size()),
			      &options));
	if (!map)
		return last_error("create a map");
	auto memory = map_into_memory(map, targets.size(), PROT_READ | PROT_WRITE);
	if (!memory)
		return std::move(memory).error();
	for (std::size_t i = 0; i < targets.size(); i++)
		set_text(memory->get()[i].target, STAMP_TARGET_OCTETS, targets[i]);
	return Tallies(std::move(map), std::move(memory).value(), targets.size());
}

Result<Tallies> Tallies::open(const std::string &directory) {
	auto map = open_map(directory, tallies_pin);
	if (!map)
		return std::move(map).error();
	const auto info = info_of(*map);
	if (!info)
		return info.error();
	if (info->type != BPF_MAP_TYPE_ARRAY || info->value_size != sizeof(stamp_published))
		return Error{EPROTO, directory + " is of another version"};
	auto memory = map_into_memory(*map, info->max_entries, PROT_READ);
	if (!memory)
		return std::move(memory).error();
	return Tallies(std::move(map).value(), std::move(memory).value(), info->max_entries);
}

void Tallies::write(std::size_t index, const stamp_tally &tally) {
	stamp_published &shared = memory_.get()[index];
	const std::atomic_ref changes(shared.changes);
	const __u64 before = changes.load(std::memory_order_relaxed);
	changes.store(before + 1, std::memory_order_relaxed);
	std::atomic_thread_fence(std::memory_order_release);
	shared.tally = tally;
	changes.store(before + 2, std::memory_order_release);
}

std::vector<std::pair<std::size_t, stamp_published>> Tallies::read() const {
	std::vector<std::pair<std::size_t, stamp_published>> all;
	for (std::size_t i = 0; i < count_; i++) {
		auto one = read_one(memory_.get()[i]);
		if (!one || one->changes == 0)
			continue; // nothing was told yet
		one->target[STAMP_TARGET_OCTETS - 1] = '\0';
		all.emplace_back(i, *one);
	}
	return all;
}

} // namespace stamp::bpf
