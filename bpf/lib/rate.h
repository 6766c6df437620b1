/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Generic cell rate algorithm (ITU-T I.371 annex A): a token bucket in one word, so that several
 * CPUs share it with one compare-and-swap.
 */
#ifndef STAMP_LIB_RATE_H
#define STAMP_LIB_RATE_H

#include "cursor.h"
#include "stamp/abi.h"

/*
 * `next`: when the next packet would be due at exactly the rate. Returns its new value when a
 * packet at `now` conforms, else 0. A `next` further off than any conforming one is the trace of
 * a clock that was set back, and forgotten.
 */
LIB __u64 rate_next(const struct stamp_rate *rate, __u64 next, __u64 now) {
	if (next < now || next - now > rate->burst_ns + rate->interval_ns)
		next = now;
	if (next - now > rate->burst_ns)
		return 0;
	return next + rate->interval_ns;
}

/* 1: the packet conforms and is added to *next. */
LIB int rate_take(const struct stamp_rate *rate, __u64 *next, __u64 now) {
	for (int tries = 0; tries < 4; tries++) {
		__u64 seen = *(volatile __u64 *)next;
		__u64 then = rate_next(rate, seen, now);

		if (!then)
			return 0;
		if (__sync_val_compare_and_swap(next, seen, then) == seen)
			return 1;
	}
	return 0; /* other CPUs won four times in a row: the source is that fast */
}

#endif
