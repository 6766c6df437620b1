/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Clock and counters of the programs. */
#ifndef STAMP_ENV_H
#define STAMP_ENV_H

#include "lib/store.h"
#include "store.h"

/* The only source of time: the kernel's TAI clock, as UTC since 1970. */
SHELL __s64 utc_now(void) {
	__s64 clock = cfg.test_clock_ns ? cfg.test_clock_ns : (__s64)bpf_ktime_get_tai_ns();

	/* One value: two would be kept until the sum is used (verifier: FENCED_SPILLS). */
	return (__s64)opaque((__u64)(clock + live.utc_minus_clock_ns));
}

SHELL __u64 idle_clock(void) {
	return cfg.test_clock_ns ? (__u64)utc_now() : bpf_ktime_get_coarse_ns();
}

/* verifier: WHOLE_SLOTS */
LIB void add_one(void *counters, __u64 key) {
	__u64 *counter = bpf_map_lookup_elem(counters, &key);

	if (counter)
		*counter += 1;
}

SHELL void count(enum stamp_verdict verdict) {
	add_one(&verdicts, verdict);
}

/* verifier: WHOLE_SLOTS */
OWN_STACK int add_notes(__u32 notes) {
	UNROLL
	for (__u32 i = 0; i <= STAMP_TLV_NOTE_MORE; i++) /* those behind it are a process's */
		if (notes >> i & 1)
			add_one(&tlv_notes, i);
	return 0;
}

SHELL void count_notes(__u32 notes) {
	add_notes(notes);
}

SHELL int report(struct work *w) {
	__u64 octets = opaque(w->record.tail_octets);

	if (octets > STAMP_MAX_TLV_OCTETS)
		return 0;
	return !bpf_ringbuf_output(&ring, &w->record, sizeof(w->record) + octets,
				   cfg.wake ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP);
}

#endif
