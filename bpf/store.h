/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The tables that the library needs (lib/store.h), as maps. */
#ifndef STAMP_STORE_H
#define STAMP_STORE_H

#include "maps.h"

/* The key is 0, here and below in a whole slot (verifier: WHOLE_SLOTS). */
SHELL struct work *work_space(void) {
	__u64 key = 0;

	return bpf_map_lookup_elem(&scratch, &key);
}

SHELL struct stamp_turned *turned_here(void) {
	__u64 key = 0;

	return bpf_map_lookup_elem(&turned, &key);
}

SHELL struct stamp_source *source_at(__u64 slot) {
	return bpf_map_lookup_elem(&sources, &slot);
}

/* The key lies in the work space (verifier: WHOLE_SLOTS). */
LIB const __u8 *find_prefix(void *map, const struct stamp_addr *addr) {
	struct work *w = work_space();

	if (!w)
		return 0;
	w->prefix.bits = 128;
	w->prefix.addr = *addr;
	return bpf_map_lookup_elem(map, &w->prefix);
}

SHELL __u32 local_kind(const struct stamp_addr *addr) {
	const __u8 *kind = find_prefix(&local, addr);

	return kind ? *kind : 0;
}

SHELL int is_allowed(const struct stamp_addr *addr) {
	const __u8 *allowed = find_prefix(&allow, addr);

	return allowed && *allowed;
}

/* verifier: WHOLE_SLOTS */
OWN_STACK int find_ssid(__u32 ssid) {
	__u32 key = (ssid & (STAMP_SSIDS - 1)) / 64;
	const __u64 *word = bpf_map_lookup_elem(&ssids, &key);

	return word && *word >> (ssid & 63) & 1;
}

SHELL int is_provisioned(__u32 ssid) {
	return find_ssid(ssid);
}

SHELL struct stamp_keys *find_keys(__u32 ssid) {
	return bpf_map_lookup_elem(&keys, &ssid);
}

SHELL struct stamp_session *find_in_sessions(const struct stamp_session_key *key) {
	return bpf_map_lookup_elem(&sessions, key);
}

SHELL long insert_session(const struct stamp_session_key *key,
			  const struct stamp_session *session) {
	return bpf_map_update_elem(&sessions, key, session, BPF_NOEXIST);
}

SHELL long delete_session(const struct stamp_session_key *key) {
	return bpf_map_delete_elem(&sessions, key);
}

SHELL struct stamp_place *session_slot(__u32 index) {
	return bpf_map_lookup_elem(&places, &index);
}

SHELL __u32 next_slot(void) {
	const __u32 slots = cfg.max_sessions;

	return (__u32)(__sync_fetch_and_add(&next_place, 1) % (slots ? slots : 1));
}

SHELL __u64 *find_session_count(const struct stamp_addr *source) {
	return bpf_map_lookup_elem(&session_counts, source);
}

SHELL long insert_session_count(const struct stamp_addr *source, const __u64 *count) {
	return bpf_map_update_elem(&session_counts, source, count, BPF_NOEXIST);
}

SHELL long delete_session_count(const struct stamp_addr *source) {
	return bpf_map_delete_elem(&session_counts, source);
}

#endif
