/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The sessions of a stateful reflector. Their table has a fixed size; a new one takes a free slot
 * or that of one which was idle for longer than the timeout, never that of a live one.
 */
#ifndef STAMP_LIB_SESSION_H
#define STAMP_LIB_SESSION_H

#include "received.h"
#include "seen.h"
#include "session_count.h"
#include "tlv/state.h"

LIB int is_idle(__u64 seen, __u64 now) {
	return was_long_ago(seen, now, cfg.session_timeout_ns);
}

LIB __u64 last_seen(const struct stamp_session *session) {
	return *(const volatile __u64 *)&session->last_seen_ns;
}

LIB __u64 taken_state(__u64 seen) {
	return (seen & ~STAMP_PLACE_STATES) | STAMP_PLACE_TAKEN;
}

/*
 * The slot is ours (CHANGING), so no other CPU collects what is in it. 0: a packet has met the
 * session, which keeps its slot.
 */
LIB int collect(struct stamp_place *slot, struct stamp_session *session, __u64 seen) {
	__u64 was = __sync_val_compare_and_swap(&session->last_seen_ns, seen, STAMP_SESSION_GONE);

	if (was == seen) {
		if (!delete_session(&slot->key)) {
			one_session_less(&slot->key.far);
			return 1;
		}
		/* The kernel would not wait for the lock: the session is what it was. */
		__sync_val_compare_and_swap(&session->last_seen_ns, STAMP_SESSION_GONE, seen);
	}
	/* One that begins again (GONE) was seen long ago: the next search looks again. */
	slot->state = taken_state(was == STAMP_SESSION_GONE ? seen : was);
	return 0;
}

/*
 * 1: the slot is ours, and no session is in it any more. When its session was last found
 * alive is kept in the slot: a flood that meets a full table reads slots, which lie side by side,
 * and not a session for each of them, which no cache holds.
 */
LIB int take_slot(struct stamp_place *slot, __u64 now) {
	struct stamp_session *session;
	__u64 state = slot->state, seen = 0;

	if (state == STAMP_PLACE_FREE)
		return __sync_val_compare_and_swap(&slot->state, STAMP_PLACE_FREE,
						   STAMP_PLACE_CHANGING) == STAMP_PLACE_FREE;
	if ((state & STAMP_PLACE_STATES) != STAMP_PLACE_TAKEN || !is_idle(state, now))
		return 0;
	session = find_in_sessions(&slot->key);
	if (session) {
		seen = last_seen(session);
		if (seen == STAMP_SESSION_GONE)
			return 0;
		if (!is_idle(seen, now)) {
			__sync_val_compare_and_swap(&slot->state, state, taken_state(seen));
			return 0;
		}
	}
	if (__sync_val_compare_and_swap(&slot->state, state, STAMP_PLACE_CHANGING) != state)
		return 0;
	return session ? collect(slot, session, seen) : 1;
}

struct slot_search {
	__u64 now;
	__u64 found; /* 1 + the index of our slot; 0: none */
};

/* The next slot: 1 if it is ours. search_slots() tries STAMP_PLACES_TRIED of them. */
LIB long try_slot(struct slot_search *search) {
	const __u32 index = next_slot();
	struct stamp_place *slot = session_slot(index);

	if (!slot || !take_slot(slot, search->now))
		return 0;
	search->found = index + 1ull;
	return 1;
}

/*
 * A session that comes back after the timeout begins again, in its old slot. Until that is done it
 * is gone for all, so that no other CPU takes a number of the old ones.
 */
LIB int begins_again(struct stamp_session *session, __u64 seen, __u64 word, __u32 seq) {
	__u64 was = __sync_val_compare_and_swap(&session->last_seen_ns, seen, STAMP_SESSION_GONE);

	if (was != seen)
		return are_of_one(was, word); /* another CPU did it */
	session->rx = 0;
	session->tx = 0;
	session->first_seq = seq;
	session->last_seq = seq;
	session->duplicate = 0;
	UNROLL
	for (int i = 0; i < STAMP_RECEIVED_BLOCKS; i++)
		session->received[i] = 0;
	__sync_val_compare_and_swap(&session->last_seen_ns, STAMP_SESSION_GONE, word);
	return 1;
}

/*
 * 1: this packet has the session that `word` is of, and its slot is not given away before the
 * timeout. 0: it is gone, and the slot may be another's. Within a tick nothing has to be written.
 */
LIB int is_met(struct stamp_session *session, __u64 word, __u32 seq) {
	__u64 seen = last_seen(session), was;

	if (seen == word)
		return 1;
	if (!are_of_one(seen, word))
		return 0;
	if (is_idle(seen, word))
		return begins_again(session, seen, word, seq);
	was = __sync_val_compare_and_swap(&session->last_seen_ns, seen, word);
	return was == seen || are_of_one(was, word); /* or another packet of it was faster */
}

/*
 * The session of s->key. 0: there is no room. Else it is in the table, put there by this CPU or by
 * another one. What is written lies in the work space (verifier: ONE_STACK, FEW_PATHS).
 */
VERIFIED_ONCE int new_session(__u32 seq, __u64 word) {
	struct slot_search search = {word, 0};
	struct work *s = work_space();
	struct stamp_place *slot;
	__u32 index;

	if (!s)
		return 0;
	if (!one_session_more(s, &s->key.far)) {
		s->refusal = STAMP_V_SOURCE_FULL;
		return 0;
	}
	search_slots(&search);
	index = (__u32)search.found - 1;
	slot = search.found ? session_slot(index) : 0;
	if (!slot) {
		one_session_less(&s->key.far);
		return 0;
	}
	__builtin_memset(&s->fresh, 0, sizeof(s->fresh));
	s->fresh.last_seen_ns = word;
	s->fresh.first_seq = s->fresh.last_seq = seq;
	slot->key = s->key;
	/* Another CPU may have been faster with the same session: then its entry serves. */
	if (insert_session(&s->key, &s->fresh)) {
		one_session_less(&s->key.far);
		slot->state = STAMP_PLACE_FREE;
	} else {
		slot->state = taken_state(word);
	}
	return 1;
}

LIB struct stamp_session *counted_in(struct stamp_session *session, __u32 seq) {
	if ((__s32)(seq - session->last_seq) > 0)
		session->last_seq = seq;
	__sync_fetch_and_add(&session->rx, 1);
	if (received_before(session->received, seq))
		__sync_fetch_and_add(&session->duplicate, 1);
	return session;
}

/*
 * The session s->key of a request that will be answered; NULL: a new one, and there is no room. One
 * that was there and gone is looked for again in any case: it may have begun again.
 */
LIB struct stamp_session *session_for(const struct work *s, __u32 seq) {
	struct stamp_session *session = find_in_sessions(&s->key);
	const __u64 word = seen_word(&s->key, idle_clock());

	if (session && is_met(session, word, seq))
		return counted_in(session, seq);
	if (!new_session(seq, word) && !session)
		return 0;
	session = find_in_sessions(&s->key);
	return session && is_met(session, word, seq) ? counted_in(session, seq) : 0;
}

/* Takes the number of the next reply (RFC 8762 4.3). */
LIB __u32 take_number(struct stamp_session *session) {
	return (__u32)__sync_fetch_and_add(&session->tx, 1);
}

/* Keeps the time a reply left. Only the latest one is ever read. */
LIB void remember_departure(struct stamp_session *session, __be32 seq, struct stamp_ts t3) {
	session->departed_seq = seq;
	KEEP_ORDER();
	session->departed = t3;
	KEEP_ORDER();
	session->departed_again = seq;
}

/* The number and T3 of the reply before the next one, if they are known. */
LIB void recall_departure(const struct stamp_session *session, struct tlv_world *w) {
	const __be32 seq = session->departed_again;

	KEEP_ORDER();
	w->previous_t3 = session->departed;
	KEEP_ORDER();
	w->previous_seq = seq;
	w->has_previous = session->tx && w->previous_t3.sec && session->departed_seq == seq &&
			  seq == stamp_swap32((__u32)session->tx - 1);
}

#endif
