// SPDX-License-Identifier: Apache-2.0
// What the library wants of clocks and tables (bpf/lib/store.h), in plain memory: one store for a
// process, and one thread.
#pragma once

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "bpf/lib/store.h"
#include "bpf/lib/work.h"

namespace stamp::test {

// A key of a table, octet by octet.
template <typename T> std::array<std::uint8_t, sizeof(T)> key_octets(const T &key) {
	std::array<std::uint8_t, sizeof(T)> octets;

	std::memcpy(octets.data(), &key, sizeof(key));
	return octets;
}

template <typename Key, typename Value> class Table {
public:
	Value *find(const Key &key) {
		const auto found = entries_.find(key_octets(key));

		return found == entries_.end() ? nullptr : &found->second;
	}
	long insert(const Key &key, const Value &value) {
		return entries_.emplace(key_octets(key), value).second ? 0 : -1;
	}
	long erase(const Key &key) { return entries_.erase(key_octets(key)) ? 0 : -1; }
	[[nodiscard]] std::size_t size() const { return entries_.size(); }

private:
	std::map<std::array<std::uint8_t, sizeof(Key)>, Value> entries_;
};

struct MemoryStore {
	__s64 now_ns = 0; // UTC
	std::vector<stamp_source> sources = std::vector<stamp_source>(STAMP_MAX_SOURCES);
	std::vector<stamp_addr> ours, broadcasts;
	std::vector<stamp_addr> allowed;
	std::set<__u32> ssids;
	std::map<__u32, stamp_keys> keys;
	Table<stamp_session_key, stamp_session> sessions;
	std::vector<stamp_place> slots;
	std::size_t slots_tried = 0;
	Table<stamp_addr, __u64> session_counts;
	std::array<__u64, STAMP_V_COUNT> verdicts = {};
	__u32 notes = 0; // enum tlv_note, ored
	std::vector<stamp_record> records;
	stamp_turned turned = {};
	work space = {};
};

// Replaced by a fresh one, with `cfg` and `live`, to begin again.
inline std::unique_ptr<MemoryStore> memory_store = std::make_unique<MemoryStore>();

} // namespace stamp::test

SHELL __s64 utc_now() {
	return stamp::test::memory_store->now_ns;
}

SHELL __u64 idle_clock() {
	return static_cast<__u64>(stamp::test::memory_store->now_ns);
}

SHELL work *work_space() {
	return &stamp::test::memory_store->space;
}

SHELL stamp_turned *turned_here() {
	return &stamp::test::memory_store->turned;
}

SHELL stamp_source *source_at(__u64 slot) {
	auto &sources = stamp::test::memory_store->sources;

	return slot < sources.size() ? &sources[slot] : nullptr;
}

inline bool is_one_of(const std::vector<stamp_addr> &addresses, const stamp_addr *addr) {
	return std::any_of(addresses.begin(), addresses.end(), [&](const stamp_addr &one) {
		return std::memcmp(&one, addr, sizeof(one)) == 0;
	});
}

SHELL __u32 local_kind(const stamp_addr *addr) {
	const auto &store = *stamp::test::memory_store;

	return is_one_of(store.ours, addr)	   ? STAMP_LOCAL_UNICAST
	       : is_one_of(store.broadcasts, addr) ? STAMP_LOCAL_BROADCAST
						   : 0;
}

SHELL int is_allowed(const stamp_addr *addr) {
	return is_one_of(stamp::test::memory_store->allowed, addr);
}

SHELL int is_provisioned(__u32 ssid) {
	return stamp::test::memory_store->ssids.count(ssid) != 0;
}

SHELL stamp_keys *find_keys(__u32 ssid) {
	auto &keys = stamp::test::memory_store->keys;
	const auto found = keys.find(ssid);

	return found == keys.end() ? nullptr : &found->second;
}

SHELL stamp_session *find_in_sessions(const stamp_session_key *key) {
	return stamp::test::memory_store->sessions.find(*key);
}

SHELL long insert_session(const stamp_session_key *key, const stamp_session *session) {
	return stamp::test::memory_store->sessions.insert(*key, *session);
}

SHELL long delete_session(const stamp_session_key *key) {
	return stamp::test::memory_store->sessions.erase(*key);
}

SHELL stamp_place *session_slot(__u32 index) {
	auto &slots = stamp::test::memory_store->slots;

	return index < slots.size() ? &slots[index] : nullptr;
}

SHELL __u32 next_slot() {
	auto &store = *stamp::test::memory_store;

	return store.slots.empty() ? 0
				   : static_cast<__u32>(store.slots_tried++ % store.slots.size());
}

SHELL __u64 *find_session_count(const stamp_addr *source) {
	return stamp::test::memory_store->session_counts.find(*source);
}

SHELL long insert_session_count(const stamp_addr *source, const __u64 *count) {
	return stamp::test::memory_store->session_counts.insert(*source, *count);
}

SHELL long delete_session_count(const stamp_addr *source) {
	return stamp::test::memory_store->session_counts.erase(*source);
}

SHELL void count(stamp_verdict verdict) {
	stamp::test::memory_store->verdicts[verdict]++;
}

SHELL void count_notes(__u32 notes) {
	stamp::test::memory_store->notes |= notes;
}

SHELL int report(work *w) {
	stamp::test::memory_store->records.push_back(w->record);
	return 1;
}
