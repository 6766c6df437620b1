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
#ifndef STAMP_LIB_TURNED_H
#define STAMP_LIB_TURNED_H

#include "store.h"

/*
 * `how`: STAMP_TURNED_*. A note that is still there is of a reply that never came to egress: it was
 * dropped on the way or made into something else.
 */
LIB void expect_departure(struct stamp_turned *note, const struct stamp_ts *t2, __be32 seq,
			  __u32 how) {
	if (UNLIKELY(note->how))
		count(STAMP_V_UNSTAMPED);
	note->t2.sec = t2->sec; /* word by word: clang moves the struct octet by octet */
	note->t2.frac = t2->frac;
	note->seq = seq;
	note->how = STAMP_TURNED_WAITING | how;
}

/* Is this the reply? It still has T2 where T3 belongs. */
LIB int is_expected(const struct stamp_turned *note, __be32 seq, const struct stamp_ts *t3,
		    const struct stamp_ts *t2) {
	return !((seq ^ note->seq) | (t3->sec ^ note->t2.sec) | (t3->frac ^ note->t2.frac) |
		 (t2->sec ^ note->t2.sec) | (t2->frac ^ note->t2.frac));
}

/* Each note is good for one packet. */
LIB __u32 take_note(struct stamp_turned *note) {
	const __u32 how = note->how;

	note->how = 0;
	return how;
}

#endif
