// SPDX-License-Identifier: Apache-2.0
#include "bpf/object/key_map.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <vector>

#include <bpf/bpf.h>
#include <fcntl.h>
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace stamp::bpf {
namespace {

bool equal(const stamp_midstate &a, const stamp_midstate &b) {
	return std::memcmp(&a, &b, sizeof(a)) == 0;
}

bool contains(const stamp_keys &keys, const stamp_midstate &key) {
	return std::any_of(keys.key, keys.key + keys.count,
			   [&](const stamp_midstate &other) { return equal(key, other); });
}

Result<void> write(int map, std::uint32_t ssid, const stamp_keys &keys) {
	if (bpf_map_update_elem(map, &ssid, &keys, BPF_ANY) != 0)
		return last_error("give the kernel a key");
	return {};
}

// The memory of what was replaced is used by the next write on this CPU, and a program may read it
// still: membarrier(2) waits for all that run.
void wait_for_readers() {
	static_cast<void>(syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0));
}

// In secret memory, like all that they hold.
struct Work {
	stamp_keys old, merged;
};

constexpr std::size_t piece = 64; // entries that are not waited for

// True: readers were waited for.
Result<bool> write_entry(int map, const session::KeyRing &ring,
			 const session::KeyRing::Entry &entry, Work &work, bool replaces) {
	const std::uint32_t any = STAMP_ANY_SSID;
	work.old = {};
	const bool is_there = bpf_map_lookup_elem(map, &entry.ssid, &work.old) == 0;
	if (is_there != replaces)
		return false;
	if (!is_there) // until now, the others' keys were those of this SSID
		static_cast<void>(bpf_map_lookup_elem(map, &any, &work.old));
	keep_places(work.old, entry.keys, work.merged);
	work.merged.is_only = entry.ssid == any && ring.entries().size() == 1;
	if (is_there && std::memcmp(&work.old, &work.merged, sizeof(work.old)) == 0)
		return false;
	if (auto written = write(map, entry.ssid, work.merged); !written)
		return std::move(written).error();
	if (replaces)
		wait_for_readers();
	return replaces;
}

void remove_others(int map, const session::KeyRing &ring) {
	std::set<std::uint32_t> wanted;
	for (const auto &entry : ring.entries())
		wanted.insert(entry.ssid);
	std::vector<std::uint32_t> unwanted;
	std::uint32_t ssid = 0, next = 0;
	for (bool first = true; bpf_map_get_next_key(map, first ? nullptr : &ssid, &next) == 0;
	     first = false) {
		ssid = next;
		if (!wanted.contains(ssid))
			unwanted.push_back(ssid);
	}
	for (const std::uint32_t gone : unwanted)
		bpf_map_delete_elem(map, &gone);
}

} // namespace

void keep_places(const stamp_keys &old, const stamp_keys &keys, stamp_keys &merged) {
	bool used[STAMP_KEYS_PER_SSID] = {};
	merged = {};
	const auto place = [&](std::uint32_t at, const stamp_midstate &key) {
		merged.key[at] = key;
		merged.count = std::max(merged.count, at + 1);
		used[at] = true;
	};
	for (std::uint32_t i = 0; i < old.count; i++)
		if (contains(keys, old.key[i]) && !contains(merged, old.key[i]))
			place(i, old.key[i]);
	for (std::uint32_t i = 0, free = 0; i < keys.count; i++) {
		if (contains(merged, keys.key[i]))
			continue;
		while (used[free])
			free++;
		place(free, keys.key[i]);
	}
	for (std::uint32_t i = 0; i < merged.count; i++)
		if (!used[i])
			merged.key[i] = keys.key[0];
}

Result<KeyWriter> KeyWriter::create(int map, std::shared_ptr<const session::KeyRing> ring) {
	auto memory = Secret::create(sizeof(Work));
	if (!memory)
		return std::move(memory).error();
	Fd own(fcntl(map, F_DUPFD_CLOEXEC, 3)); // the object may be loaded again meanwhile
	if (!own)
		return last_error("keep the map of keys open");
	return KeyWriter(std::move(own), std::move(ring), std::move(memory).value());
}

Result<bool> KeyWriter::write_piece() {
	Work &work = *reinterpret_cast<Work *>(memory_.octets().data());
	const auto entries = ring_->entries();
	for (std::size_t done = 0; done < piece && next_ < entries.size(); done++) {
		auto waited = write_entry(map_.get(), *ring_, entries[next_], work, replaces_);
		if (!waited)
			return waited;
		next_++;
		if (*waited)
			break;
	}
	if (next_ == entries.size() && !replaces_) {
		replaces_ = true;
		next_ = 0;
	}
	return next_ < entries.size();
}

Result<bool> KeyWriter::go_on() {
	auto more = without_trace([&] { return write_piece(); });
	if (more && !*more)
		remove_others(map_.get(), *ring_);
	return more;
}

Result<void> write_keys(int map, const session::KeyRing &ring) {
	auto writer = KeyWriter::create(map, {std::shared_ptr<void>(), &ring}); // not its owner
	if (!writer)
		return std::move(writer).error();
	for (bool more = true; more;) {
		const auto went_on = writer->go_on();
		if (!went_on)
			return went_on.error();
		more = *went_on;
	}
	return {};
}

} // namespace stamp::bpf
