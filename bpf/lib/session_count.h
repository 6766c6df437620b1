/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How many sessions a source has, so that none takes the table by varying its port and SSID. Asked
 * when a session begins and when its slot is given away, never for a request of one that is there.
 */
#ifndef STAMP_LIB_SESSION_COUNT_H
#define STAMP_LIB_SESSION_COUNT_H

#include "store.h"
#include "work.h"

/* A count that is about to be deleted. More than any limit: no session begins meanwhile. */
#define COUNT_GONE (~0ull >> 1)

/* Another CPU may change a count meanwhile: then it is tried again, as often as this. */
enum { COUNT_TRIES = 4 };

/* NULL if the table is full. */
LIB __u64 *sessions_of_counted(struct work *s) {
	__u64 *count = find_session_count(&s->counted);

	if (count)
		return count;
	s->sessions = 0;
	/* Another CPU may have been faster. */
	insert_session_count(&s->counted, &s->sessions);
	return find_session_count(&s->counted);
}

/*
 * 1: s->counted has one session more; 0: it has as many as it may. Global, this and the next
 * function (verifier: FEW_PATHS).
 */
VERIFIED_ONCE int count_session(void) {
	struct work *s = work_space();
	__u64 *count;

	if (!s)
		return 0;
	count = sessions_of_counted(s);
	if (!count)
		return 0;
	UNROLL
	for (int i = 0; i < COUNT_TRIES; i++) {
		const __u64 was = *(volatile __u64 *)count;

		if (was >= cfg.sessions_per_source)
			return 0;
		if (__sync_val_compare_and_swap(count, was, was + 1) == was)
			return 1;
	}
	return 0;
}

/* s->counted has one session less; the last one takes the count with it. */
VERIFIED_ONCE int uncount_session(void) {
	struct work *s = work_space();
	__u64 *count;

	if (!s)
		return 0;
	count = find_session_count(&s->counted);
	if (!count)
		return 0;
	UNROLL
	for (int i = 0; i < COUNT_TRIES; i++) {
		const __u64 was = *(volatile __u64 *)count;

		if (!was || was == COUNT_GONE)
			return 0;
		if (__sync_val_compare_and_swap(count, was, was == 1 ? COUNT_GONE : was - 1) != was)
			continue;
		/* If the kernel does not wait for the lock, the entry stays for the next one. */
		if (was == 1 && delete_session_count(&s->counted))
			__sync_val_compare_and_swap(count, COUNT_GONE, 0);
		return 0;
	}
	return 0;
}

LIB int one_session_more(struct work *s, const struct stamp_addr *source) {
	if (!cfg.sessions_per_source)
		return 1;
	s->counted = *source;
	return count_session();
}

LIB void one_session_less(const struct stamp_addr *source) {
	struct work *s;

	if (!cfg.sessions_per_source)
		return;
	s = work_space();
	if (!s)
		return;
	s->counted = *source;
	uncount_session();
}

#endif
