// SPDX-License-Identifier: Apache-2.0
// What the library wants of clocks and tables (bpf/lib/store.h), in memory of this process: a store
// for each datapath. The library looks at one of them, by one thread.
#pragma once

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <set>
#include <vector>

#include "bpf/lib/store.h"
#include "bpf/lib/work.h"
#include "socket/reply_control.h"
#include "socket/session_table.h"
#include "socket/tables.h"

namespace stamp::socket {

// Packets that are looked at together, each with its note for its departure (bpf/lib/turned.h).
inline constexpr std::size_t batch_most = 32;

struct StoredRecord {
	stamp_record record;
	std::vector<std::uint8_t> tail;
};

// Zero at first, in pages that are there once they are touched.
class Sources {
public:
	Sources()
		: sources_(static_cast<stamp_source *>(
			  std::calloc(STAMP_MAX_SOURCES, sizeof(stamp_source)))) {}
	[[nodiscard]] stamp_source *at(std::uint64_t slot) {
		return sources_ && slot < STAMP_MAX_SOURCES ? sources_.get() + slot : nullptr;
	}
	[[nodiscard]] const stamp_source *begin() const { return sources_.get(); }
	[[nodiscard]] const stamp_source *end() const {
		return sources_ ? sources_.get() + STAMP_MAX_SOURCES : nullptr;
	}

private:
	struct Free {
		void operator()(stamp_source *memory) const { std::free(memory); }
	};
	std::unique_ptr<stamp_source, Free> sources_;
};

struct Store {
	Store() = default;
	Store(const Store &) = delete;
	Store &operator=(const Store &) = delete;
	~Store();

	__s64 now_ns = 0; // UTC; 0: what the system's clock reads
	Sources sources;
	PrefixTable local, allowed; // enum stamp_local_kind; whether they may ask
	std::set<__u32> ssids;
	KeyTable keys;
	SessionTable sessions;
	std::vector<stamp_place> slots;
	std::size_t slots_tried = 0;
	Table<stamp_addr, __u64> session_counts;
	Table<stamp_peer, __u16> peers;
	std::array<std::uint64_t, STAMP_V_COUNT> verdicts = {};
	std::array<std::uint64_t, STAMP_TLV_NOTES_COUNT> notes = {}; // by enum stamp_tlv_note
	std::vector<StoredRecord> records;
	std::unique_ptr<ReplyControl> control; // null: BPF's answer to it, U
	std::array<stamp_turned, batch_most> turned = {};
	std::size_t turned_at = 0; // of the packet that is looked at
	stamp_stranger stranger = {};
	work space = {};
	// What the library has in variables of its own, while it looks at another store.
	struct {
		stamp_cfg cfg = {};
		stamp_live live = {};
		__u64 total_next_ns = 0;
	} kept;
};

// The one that is looked at.
inline Store *current = nullptr;
// From now on the library looks at this one: `cfg` and `live` are its.
void enter(Store &store);
// Draws what the library hashes sources with, once.
void seed_hash();

} // namespace stamp::socket

SHELL __s64 utc_now() {
	if (const __s64 still = stamp::socket::current->now_ns)
		return still;
	timespec now{};
	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

SHELL __u64 idle_clock() {
	if (const __s64 still = stamp::socket::current->now_ns)
		return static_cast<__u64>(still);
	timespec now{};
	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return static_cast<__u64>(now.tv_sec) * 1'000'000'000 + static_cast<__u64>(now.tv_nsec);
}

SHELL work *work_space() {
	return &stamp::socket::current->space;
}

SHELL stamp_turned *turned_here() {
	auto &store = *stamp::socket::current;

	return &store.turned[store.turned_at];
}

SHELL stamp_source *source_at(__u64 slot) {
	return stamp::socket::current->sources.at(slot);
}

SHELL __u32 local_kind(const stamp_addr *addr) {
	return stamp::socket::current->local.find(*addr);
}

SHELL int is_allowed(const stamp_addr *addr) {
	return stamp::socket::current->allowed.find(*addr);
}

SHELL int is_provisioned(__u32 ssid) {
	return stamp::socket::current->ssids.count(ssid) != 0;
}

SHELL stamp_keys *find_keys(__u32 ssid) {
	return stamp::socket::current->keys.find(ssid);
}

SHELL stamp_session *find_in_sessions(const stamp_session_key *key) {
	return stamp::socket::current->sessions.find(*key);
}

SHELL long insert_session(const stamp_session_key *key, const stamp_session *session) {
	return stamp::socket::current->sessions.insert(*key, *session);
}

SHELL long delete_session(const stamp_session_key *key) {
	return stamp::socket::current->sessions.erase(*key);
}

SHELL stamp_place *session_slot(__u32 index) {
	auto &slots = stamp::socket::current->slots;

	return index < slots.size() ? &slots[index] : nullptr;
}

SHELL __u32 next_slot() {
	auto &store = *stamp::socket::current;

	return store.slots.empty() ? 0
				   : static_cast<__u32>(store.slots_tried++ % store.slots.size());
}

SHELL __u64 *find_session_count(const stamp_addr *source) {
	return stamp::socket::current->session_counts.find(*source);
}

SHELL long insert_session_count(const stamp_addr *source, const __u64 *count) {
	return stamp::socket::current->session_counts.insert(*source, *count);
}

SHELL long delete_session_count(const stamp_addr *source) {
	return stamp::socket::current->session_counts.erase(*source);
}

SHELL int session_of(stamp_addr addr, __be16 port) {
	const __u16 *session = stamp::socket::current->peers.find({addr, port, 0});

	return session ? *session : -1;
}

SHELL void note_stranger(const stamp_addr *from, __be16 port, __s64 now) {
	stamp::socket::current->stranger = {now, *from, port, {}, now};
}

SHELL void count(stamp_verdict verdict) {
	stamp::socket::current->verdicts[verdict]++;
}

SHELL void count_notes(__u32 notes) {
	for (std::size_t i = 0; i < STAMP_TLV_NOTES_COUNT; i++)
		stamp::socket::current->notes[i] += notes >> i & 1;
}

SHELL int is_in_layer2_group(const __u8 *mask, const __u8 *group, __u32 octets) {
	const auto &control = stamp::socket::current->control;

	return control && control->is_in_group(mask, group, octets);
}

SHELL int is_in_layer3_group(const stamp_prefix *prefix) {
	return stamp::socket::current->local.has_in(*prefix, STAMP_LOCAL_UNICAST);
}

SHELL __u32 most_reply_octets(int is_ipv6) {
	const auto &control = stamp::socket::current->control;

	return control ? control->most_octets(is_ipv6 != 0) : 0;
}

SHELL void keep_request(const pkt *p) {
	auto &store = *stamp::socket::current;

	if (store.control)
		store.control->keep(*p, store.space);
}

SHELL stamp_grant grant_replies(const work *s, __u32 octets, __u32 number) {
	const auto &control = stamp::socket::current->control;

	return control ? control->grant(*s, octets, number, idle_clock()) : STAMP_GRANT_STALE;
}

SHELL int report(work *w) {
	const std::size_t octets = std::min<std::size_t>(w->record.tail_octets, sizeof(w->tail));

	stamp::socket::current->records.push_back({w->record, {w->tail, w->tail + octets}});
	return 1;
}
