/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Clock times in the format of packets. */
#ifndef STAMP_LIB_CLOCK_H
#define STAMP_LIB_CLOCK_H

#include "store.h"
#include "timestamp.h"

LIB struct stamp_ts wire_time(__s64 utc_ns) {
	return timestamp((__u64)(utc_ns + live.wire_minus_utc_ns), (enum stamp_format)cfg.format);
}

#endif
