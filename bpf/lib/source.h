/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What is remembered of a source. Each has a few ways in the table, one cache line each. Of those
 * a new one takes the one whose source has been quiet for longest; a source that is over its rate
 * keeps its slot, so that no source evades its rate by making us forget it.
 */
#ifndef STAMP_LIB_SOURCE_H
#define STAMP_LIB_SOURCE_H

#include "address.h"
#include "mix.h"
#include "rate.h"
#include "store.h"

enum { NO_WAY = STAMP_MAX_SOURCES };

LIB __u64 first_of(__u32 mixed) {
	return mixed & (STAMP_MAX_SOURCES - STAMP_SOURCE_WAYS);
}

LIB __u64 first_way(const struct stamp_addr *from) {
	return first_of(mix(from, hash_seed));
}

LIB __u64 first_way_of(const struct headers *h) {
	return first_of(h->is_ipv6 ? mix((const struct stamp_addr *)&ipv6_of(h)->saddr, hash_seed)
				   : mix_ipv4(h->ip4->saddr, hash_seed));
}

/*
 * Where the source of a packet is remembered (*found), or else another one with which it shares its
 * ways; never NULL.
 */
LIB struct stamp_source *find_source(const struct headers *h, __u64 *found) {
	const __u64 first = first_way_of(h);
	struct stamp_source *source = 0;

	*found = 0;
	UNROLL
	for (__u64 way = 0; way < STAMP_SOURCE_WAYS; way++) {
		source = source_at(first + way);
		if (!source)
			break;
		if (is_source(h, &source->addr)) {
			*found = 1;
			break;
		}
	}
	return source;
}

/* What `admitted` is of those that were admitted since addresses and prefixes changed last. */
LIB __u64 admitted_now(void) {
	return live.admission_epoch + 1ull;
}

LIB struct stamp_rate rate_of_source(void) {
	const struct stamp_rate rate = {cfg.rate.interval_ns, cfg.rate.burst_ns};

	return rate;
}

/* Slots are numbers here: with pointers the verifier of Linux 6.1 walks more paths. */
LIB __u64 way_for(const struct stamp_addr *from, __u64 now) {
	const struct stamp_rate rate = rate_of_source();
	const __u64 first = first_way(from);
	__u64 slot = NO_WAY, quiet_since = 0;

	UNROLL
	for (__u64 way = 0; way < STAMP_SOURCE_WAYS; way++) {
		const struct stamp_source *source = source_at(first + way);

		if (!source || source->admitted == STAMP_SOURCE_CHANGING)
			continue;
		if (same_addr(&source->addr, from))
			return first + way;
		if (rate_next(&rate, source->next_ns, now) &&
		    (slot == NO_WAY || source->next_ns < quiet_since)) {
			slot = first + way;
			quiet_since = source->next_ns;
		}
	}
	return slot;
}

/*
 * Where a source is remembered from now on, as one that asked for `to`; what it used of its rate is
 * kept. NO_WAY: nowhere, or another CPU was faster with that slot. Until the slot is said to be
 * the source's own, a CPU that still finds the old one there counts by the new one's rate, which
 * does no harm.
 */
LIB __u64 remember_source(const struct stamp_addr *from, const struct stamp_addr *to, __u64 now) {
	const __u64 slot = way_for(from, now);
	struct stamp_source *source = source_at(slot);
	__u64 was;

	if (!source)
		return NO_WAY;
	was = source->admitted;
	if (was == STAMP_SOURCE_CHANGING ||
	    __sync_val_compare_and_swap(&source->admitted, was, STAMP_SOURCE_CHANGING) != was)
		return NO_WAY;
	if (!was || !same_addr(&source->addr, from)) {
		source->addr = *from;
		source->next_ns = now;
		source->measured = 0;
		source->limited = 0;
	}
	source->asked = *to;
	__sync_val_compare_and_swap(&source->admitted, STAMP_SOURCE_CHANGING, admitted_now());
	return slot;
}

#endif
