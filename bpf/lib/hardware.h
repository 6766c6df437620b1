/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From the clock of a network card to UTC. */
#ifndef STAMP_LIB_HARDWARE_H
#define STAMP_LIB_HARDWARE_H

#include "cursor.h"
#include "stamp/abi.h"

enum { NS_PER_MS = 1000000, PHC_RATE_BITS = 32 };

/* `ns` nanoseconds of the card's clock, at most some seconds, in those of UTC. */
LIB __s64 utc_duration(__s64 ns, __s64 rate) {
	return ns + (ns * rate >> PHC_RATE_BITS);
}

/*
 * When the card received a packet that the program has at `now` (UTC), by what it read off its
 * clock (0: nothing). *utc is set when that can be used.
 */
LIB enum stamp_hw_time hardware_to_utc(const struct stamp_phc *phc, __u64 read, __s64 now,
				       __s64 *utc) {
	const __u64 utc_minus_phc = (__u64)phc->utc_minus_phc_ns; /* the sum may wrap */
	const __s64 looked = (__s64)((__u64)now - utc_minus_phc - phc->phc_ns);
	const __s64 since = (__s64)(read - phc->phc_ns);
	const __s64 valid = (__s64)STAMP_PHC_VALID_MS * NS_PER_MS;
	const __s64 oldest = (__s64)STAMP_HW_TIME_AGE_MS * NS_PER_MS;
	__s64 t, age;

	if (!read)
		return STAMP_HW_MISSING;
	if (!phc->phc_ns || looked < 0 || looked > valid)
		return STAMP_HW_STALE;
	if (since > 2 * valid || since < -2 * valid) /* else the product overflows */
		return STAMP_HW_IMPLAUSIBLE;
	t = (__s64)(phc->phc_ns + utc_minus_phc + (__u64)utc_duration(since, phc->rate));
	age = (__s64)((__u64)now - (__u64)t);
	if (age < 0 || age > oldest)
		return STAMP_HW_IMPLAUSIBLE;
	*utc = t;
	return STAMP_HW_USED;
}

#endif
