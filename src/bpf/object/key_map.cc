// SPDX-License-Identifier: Apache-2.0
#include "bpf/object/key_map.h"

#include <algorithm>
#include <cstring>
#include <set>

#include <fcntl.h>

#include "bpf/object/map.h"
#include "bpf/object/running_programs.h"

namespace stamp::bpf {
namespace {

using KeyMap = Map<std::uint32_t, stamp_keys>;

bool equal(const stamp_midstate &a, const stamp_midstate &b) {
	return std::memcmp(&a, &b, sizeof(a)) == 0;
}

bool contains(const stamp_keys &keys, const stamp_midstate &key) {
	return std::any_of(keys.key, keys.key + keys.count,
			   [&](const stamp_midstate &other) { return equal(key, other); });
}

// In secret memory, like all that they hold.
struct Work {
	stamp_keys old, merged;
};

constexpr std::size_t piece = 64; // entries that nothing waits for

// True: no reader is left.
Result<bool> write_entry(const KeyMap &map, const session::KeyRing &ring,
			 const session::KeyRing::Entry &entry, Work &work, bool replaces) {
	const std::uint32_t any = STAMP_ANY_SSID;
	work.old = {};
	const bool is_there = map.read(entry.ssid, work.old);
	if (is_there != replaces)
		return false;
	if (!is_there) // until now, the others' keys were those of this SSID
		static_cast<void>(map.read(any, work.old));
	keep_places(work.old, entry.keys, work.merged);
	work.merged.is_only = entry.ssid == any && ring.entries().size() == 1;
	if (is_there && std::memcmp(&work.old, &work.merged, sizeof(work.old)) == 0)
		return false;
	if (!map.write(entry.ssid, work.merged))
		return last_error("pass a key to the kernel");
	// The next write on this CPU uses the memory of what was replaced, which a program may
	// still read.
	if (replaces)
		wait_for_running_programs();
	return replaces;
}

void remove_others(const KeyMap &map, const session::KeyRing &ring) {
	std::set<std::uint32_t> wanted;
	for (const auto &entry : ring.entries())
		wanted.insert(entry.ssid);
	for (const std::uint32_t ssid : map.keys())
		if (!wanted.contains(ssid))
			map.remove(ssid);
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
		auto waited = write_entry(KeyMap(map_), *ring_, entries[next_], work, replaces_);
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
		remove_others(KeyMap(map_), *ring_);
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
