/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The world of a program beside its packet: clock, counters, work space. */
#ifndef STAMP_ENV_H
#define STAMP_ENV_H

#include "lib/timestamp.h"
#include "maps.h"

/* The compiler moves no access to memory across. */
#define KEEP_ORDER() asm volatile("" ::: "memory")

/* The one door of time: the kernel's TAI clock, as UTC since 1970. */
static __always_inline __s64 utc_now(void) {
	__s64 clock = cfg.test_clock_ns ? cfg.test_clock_ns : (__s64)bpf_ktime_get_tai_ns();

	/* One value and not two that are kept until somebody wants the sum. */
	return (__s64)opaque((__u64)(clock + live.utc_minus_clock_ns));
}

/* What idleness is measured by: no step of the clock changes it, and reading it is cheap. */
static __always_inline __u64 idle_clock(void) {
	return cfg.test_clock_ns ? (__u64)utc_now() : bpf_ktime_get_coarse_ns();
}

static __always_inline struct stamp_ts wire_time(__s64 utc_ns) {
	return timestamp((__u64)(utc_ns + live.wire_minus_utc_ns), (enum stamp_format)cfg.format);
}

/* Of a base packet, in this configuration. */
static __always_inline __u32 base_octets(void) {
	return cfg.authenticated ? STAMP_AUTH_BASE_OCTETS : STAMP_BASE_OCTETS;
}

/* The key is 0, in a whole slot of the stack: the verifier refuses less over a spilled pointer. */
static __always_inline struct scratch *scratch_space(void) {
	__u64 key = 0;

	return bpf_map_lookup_elem(&scratch, &key);
}

/* The key in a whole slot of the stack, too. */
static __always_inline void add_one(void *counters, __u64 key) {
	__u64 *counter = bpf_map_lookup_elem(counters, &key);

	if (counter)
		*counter += 1;
}

/*
 * What became of a packet, from functions that have more to say than that: a verdict and, above it,
 * the place of a source.
 */
enum { OUTCOME_SHIFT = 8 };

static __always_inline enum stamp_verdict verdict_of(__u32 outcome) {
	return (enum stamp_verdict)(outcome & 0xff);
}

static __always_inline void count(enum stamp_verdict verdict) {
	add_one(&verdicts, verdict);
}

#endif
