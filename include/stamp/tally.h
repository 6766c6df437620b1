/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a running sender publishes of its measurement: one element for each target, in a map that it
 * pins or in any other memory that it shares. User space alone writes and reads it.
 */
#ifndef STAMP_TALLY_H
#define STAMP_TALLY_H

#include "not_sent.h"
#include "unexpected.h"
#include "wire.h"

enum {
	STAMP_DELAY_BINS = 23, /* those of stats/sender_report.h */
	STAMP_TARGET_OCTETS = 256,
};

/* Values up to the bound of each bin and above that of the one before; the last has no bound. */
struct stamp_delay_tally {
	__u64 bin[STAMP_DELAY_BINS];
	__s64 sum_ns;
};

/* Of round trips; both are 0 when there were none. */
struct stamp_quantiles {
	__u64 n;
	__s64 p50_ns, p99_ns;
};

/*
 * The counters never fall, but for now_*: what lost is made of as far as it is known now.
 * docs/metrics.md says what each counts.
 */
struct stamp_tally {
	__u64 sent, received, duplicate, reordered, late;
	__u64 lost_forward, lost_backward, lost_unknown;
	__u64 implausible;
	__u64 unexpected[STAMP_U_COUNT];      /* without those that belong to no target */
	__u64 not_sent[STAMP_NOT_SENT_COUNT]; /* by enum stamp_not_sent */
	__u64 missed;			      /* send times */
	__u64 outages;
	__s64 outage_ns;
	__u64 route_changes, name_changes;
	__u64 output_dropped; /* lines, of all targets together */
	__u64 lost, now_forward, now_backward, now_unknown;
	struct stamp_quantiles minute, whole; /* the last one, and since the start */
	struct stamp_delay_tally rtt, processing;
	struct stamp_delay_tally forward, backward; /* of values that were valid */
	__s64 clock_error_ns;
	__s64 far_error_ns;  /* if has_far_error */
	__u8 has_directions; /* of loss */
	__u8 has_far_error;
	__u8 owd_valid;
	__u8 is_written; /* 0: nothing was published yet */
	__u8 unused[4];
};
STAMP_SIZE(stamp_tally, 992 + 8 * STAMP_U_COUNT + 8 * STAMP_NOT_SENT_COUNT);

struct stamp_published {
	__u64 changes;			  /* odd: it is being written */
	char target[STAMP_TARGET_OCTETS]; /* as the user wrote it, zero-terminated */
	struct stamp_tally tally;
};
STAMP_SIZE(stamp_published, 1256 + 8 * STAMP_U_COUNT + 8 * STAMP_NOT_SENT_COUNT);

#endif
