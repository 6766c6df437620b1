/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The targets of a sender, and other addresses that send to its port. */
#ifndef STAMP_PEER_H
#define STAMP_PEER_H

#include "store.h"

/*
 * Most senders have one target: comparing with it spares 13 to 16 ns a packet. same_addr() cannot
 * be given what is volatile.
 */
static __always_inline int is_only_peer(const struct stamp_addr *addr, __be16 port) {
	return !((addr->word[0] ^ cfg.only_peer.addr.word[0]) |
		 (addr->word[1] ^ cfg.only_peer.addr.word[1]) |
		 (addr->word[2] ^ cfg.only_peer.addr.word[2]) |
		 (addr->word[3] ^ cfg.only_peer.addr.word[3]) | (port ^ cfg.only_peer.port));
}

/* The key: see is_allowed(). */
SHELL int session_of(struct stamp_addr addr, __be16 port) {
	const __u16 *session;
	struct work *s;

	if (cfg.only_peer.port)
		return is_only_peer(&addr, port) - 1;
	s = work_space();
	if (!s)
		return -1;
	s->peer = (struct stamp_peer){.addr = addr, .port = port};
	session = bpf_map_lookup_elem(&peers, &s->peer);
	return session ? *session : -1;
}

/* verifier: WHOLE_SLOTS */
SHELL void note_stranger(const struct stamp_addr *from, __be16 port, __s64 now) {
	__u64 key = 0;
	struct stamp_stranger *s = bpf_map_lookup_elem(&strangers, &key);

	if (!s)
		return;
	s->seen_ns = now;
	KEEP_ORDER();
	s->addr = *from;
	s->port = port;
	KEEP_ORDER();
	s->seen_again_ns = now;
}

#endif
