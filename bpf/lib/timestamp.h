/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Nanoseconds to the 64 bits of the wire (RFC 8877 4.2.1, 4.3). */
#ifndef STAMP_LIB_TIMESTAMP_H
#define STAMP_LIB_TIMESTAMP_H

#include "cursor.h"
#include "stamp/abi.h"

#define NS_PER_S 1000000000ull

/* `ns` since 1970 in the format's own timescale: UTC for NTP, TAI for PTP. Eras fold by 2^32 s. */
LIB struct stamp_ts timestamp(__u64 ns, enum stamp_format format) {
	__u64 sec = ns / NS_PER_S;
	__u64 rest = ns % NS_PER_S;
	struct stamp_ts ts;

	if (format == STAMP_FORMAT_PTP) {
		ts.sec = stamp_swap32((__u32)sec);
		ts.frac = stamp_swap32((__u32)rest);
	} else {
		ts.sec = stamp_swap32((__u32)(sec + STAMP_NTP_UNIX_S));
		ts.frac = stamp_swap32((__u32)((rest << 32) / NS_PER_S));
	}
	return ts;
}

#endif
