/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The note that ingress leaves for egress about the reply it has just made. bpf_redirect() takes a
 * packet from the one hook to the other on the same CPU, and no other packet of the interface comes
 * between them there: one note for each CPU is enough.
 *
 * It lies in a map of this load and not in the packet. What a packet has with it (skb->mark), other
 * programs write for their own ends, and so does any process that may set the mark of its sockets:
 * the one takes T3 from our replies, the other gets a signature under packets of its own.
 */
#ifndef STAMP_TURNED_H
#define STAMP_TURNED_H

#include "env.h"

/* NULL: never; see has_key(). */
static __always_inline struct stamp_turned *turned_here(void) {
	__u64 key = 0;

	return bpf_map_lookup_elem(&turned, &key);
}

/*
 * `how`: STAMP_TURNED_*. A note that is still there is of a reply that never came to egress: it was
 * dropped on the way or made into something else.
 */
static __always_inline void expect_departure(struct stamp_turned *note, const struct stamp_ts *t2,
					     __be32 seq, __u32 how) {
	if (UNLIKELY(note->how))
		count(STAMP_V_UNSTAMPED);
	note->t2.sec = t2->sec; /* word by word: clang moves the struct octet by octet */
	note->t2.frac = t2->frac;
	note->seq = seq;
	note->how = STAMP_TURNED_WAITING | how;
}

/*
 * Only what came in by an interface and leaves by the same one is worth a look at the note. Nobody
 * can write that into a packet: one that a process of this host sends has come in nowhere.
 */
static __always_inline int may_be_turned(const struct __sk_buff *skb) {
	return skb->ingress_ifindex == skb->ifindex;
}

/* Is this the reply? It still has T2 where T3 belongs. */
static __always_inline int is_expected(const struct stamp_turned *note, __be32 seq,
				       const struct stamp_ts *t3, const struct stamp_ts *t2) {
	return !((seq ^ note->seq) | (t3->sec ^ note->t2.sec) | (t3->frac ^ note->t2.frac) |
		 (t2->sec ^ note->t2.sec) | (t2->frac ^ note->t2.frac));
}

/* Each note is good for one packet. */
static __always_inline __u32 take_note(struct stamp_turned *note) {
	const __u32 how = note->how;

	note->how = 0;
	return how;
}

#endif
