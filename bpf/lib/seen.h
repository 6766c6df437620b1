/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * When a session was last seen, and whose session it is, in one word (stamp_session.last_seen_ns).
 * The kernel gives an element of its table that was deleted to the next session at once, while
 * another CPU may still hold it as that of the session before. A CPU that compares and swaps this
 * word notices: either the time or the mark of the key differs.
 */
#ifndef STAMP_LIB_SEEN_H
#define STAMP_LIB_SEEN_H

#include "cursor.h"
#include "stamp/abi.h"

/* The low bits of the word, never 0: that means gone. */
LIB __u64 mark_of_key(const struct stamp_session_key *key) {
	__u64 sum = ((__u64)key->near_port << 32 | key->far_port) + ((__u64)key->ssid << 17);

	for (int i = 0; i < 4; i++)
		sum += ((__u64)key->near.word[i] << (4 * i + 3)) +
		       ((__u64)key->far.word[i] << (4 * i + 1));
	return (sum * 0x9e3779b97f4a7c15ull >> 48 & STAMP_SEEN_MARK) | 1;
}

LIB __u64 seen_word(const struct stamp_session_key *key, __u64 now) {
	return (now & ~STAMP_SEEN_MARK) | mark_of_key(key);
}

/* Of one session? */
LIB int are_of_one(__u64 seen, __u64 other) {
	return !((seen ^ other) & STAMP_SEEN_MARK);
}

/* Errs on the late side, so that live sessions are kept. */
LIB int was_long_ago(__u64 seen, __u64 now, __u64 timeout) {
	seen |= STAMP_SEEN_MARK;
	now &= ~STAMP_SEEN_MARK;
	return now > seen && now - seen > timeout;
}

#endif
