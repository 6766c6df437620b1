/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which sources may send requests, and at what rate. The result is kept with the source. */
#ifndef STAMP_LIB_ADMISSION_H
#define STAMP_LIB_ADMISSION_H

#include "guard.h"
#include "source.h"
#include "work.h"

/* The result of functions that return a verdict and, in the bits above it, the slot of a source. */
enum { OUTCOME_SHIFT = 8 };

LIB enum stamp_verdict verdict_of(__u32 outcome) {
	return (enum stamp_verdict)(outcome & 0xff);
}

/*
 * True if this source was admitted for the same address and nothing has changed since. This saves
 * look-ups. A mapped address in an IPv6 header is not the IPv4 address that may be known.
 */
LIB int is_known(const struct stamp_source *source, const struct headers *h) {
	if (source->admitted != admitted_now() || !is_destination(h, &source->asked))
		return 0;
	return !h->is_ipv6 || !(is_mapped_ipv4((const struct stamp_addr *)&ipv6_of(h)->saddr) ||
				is_mapped_ipv4((const struct stamp_addr *)&ipv6_of(h)->daddr));
}

/* The entry of the packet's source if it is known, else the entry of another source. */
struct cached_source {
	struct stamp_source *source;
	__u64 is_known; /* a flag and not a null pointer (verifier: BOTH_WAYS) */
};

/* 0: there is no table. */
LIB int recall(const struct headers *h, struct cached_source *cached) {
	__u64 found;

	cached->source = find_source(h, &found);
	if (!cached->source)
		return 0;
	cached->is_known = found && is_known(cached->source, h);
	return 1;
}

/*
 * Is the packet addressed to us? Its addresses lie in the state. A function of its own like
 * admit_source(), since most packets are from a known source; global (verifier: FEW_PATHS).
 */
VERIFIED_ONCE __u32 check_destination(__u64 is_ipv6) {
	struct work *s = work_space();
	const struct stamp_addr *to;

	if (!s)
		return STAMP_V_NO_ROOM;
	to = &s->state.to;
	if (is_ipv6 && is_mapped_ipv4(to))
		return STAMP_V_NOT_STAMP; /* would pass for an IPv4 address of ours */
	if (cfg.any_address)
		return STAMP_V_GO_ON;
	const __u32 kind = local_kind(to);

	if (kind)
		return kind == STAMP_LOCAL_UNICAST ? STAMP_V_GO_ON : STAMP_V_MULTICAST;
	return is_multicast(to) ? STAMP_V_MULTICAST : STAMP_V_NOT_STAMP;
}

LIB enum stamp_verdict examine_source(struct work *s, int is_ipv6) {
	const struct stamp_addr *from = &s->state.from;

	if (is_ipv6 && is_mapped_ipv4(from))
		return STAMP_V_BAD_SOURCE;
	if (is_multicast(from))
		return STAMP_V_MULTICAST;
	if (is_unanswerable(from, is_ipv6, cfg.is_loopback))
		return STAMP_V_BAD_SOURCE;
	const __u32 kind = local_kind(from);

	if (kind == STAMP_LOCAL_BROADCAST)
		return STAMP_V_MULTICAST;
	if (kind && !cfg.is_loopback)
		return STAMP_V_BAD_SOURCE;
	return cfg.has_allow && !is_allowed(from) ? STAMP_V_NOT_ALLOWED : STAMP_V_GO_ON;
}

LIB enum stamp_verdict check_ssid(__be16 ssid) {
	return cfg.has_ssids && !is_provisioned(stamp_swap16(ssid)) ? STAMP_V_NO_SESSION
								    : STAMP_V_GO_ON;
}

/* The source that remember_source() noted. */
VERIFIED_ONCE __u32 remember_noted(__u64 now) {
	struct work *s = work_space();

	return s ? (__u32)remember_source(&s->state.from, &s->state.to, now) : (__u32)NO_WAY;
}

/* Examines the source that was noted and remembers it: a verdict and, above it, the slot. */
VERIFIED_ONCE __u32 admit_source(__u64 is_ipv6, __u64 now) {
	struct work *s = work_space();
	enum stamp_verdict v;

	if (!s)
		return STAMP_V_NO_ROOM;
	v = examine_source(s, !!is_ipv6);
	if (v)
		return v;
	UNROLL
	for (int tries = 0; tries < 4; tries++) { /* another CPU may want the same slot */
		const __u32 slot = remember_noted(now);

		if (slot != NO_WAY)
			return STAMP_V_GO_ON | slot << OUTCOME_SHIFT;
	}
	return STAMP_V_RATE_LIMITED; /* a source without an entry has no allowance */
}

/* The rate is read here: if none is set, it costs one comparison, which the verifier removes. */
LIB int is_within(const volatile struct stamp_rate *limit, __u64 *next, __u64 now) {
	struct stamp_rate rate;

	if (!limit->interval_ns)
		return 1;
	rate.interval_ns = limit->interval_ns;
	rate.burst_ns = limit->burst_ns;
	return rate_take(&rate, next, now);
}

/* The ends of an unknown source have been noted. */
LIB enum stamp_verdict admit(__be16 port, __u64 is_ipv6, const struct cached_source *cached,
			     __u64 now) {
	struct stamp_source *source = cached->source;

	if (!port)
		return STAMP_V_BAD_SOURCE;
	if (!cached->is_known) {
		const __u32 outcome = admit_source(is_ipv6, now);

		if (verdict_of(outcome))
			return verdict_of(outcome);
		source = source_at(outcome >> OUTCOME_SHIFT);
		if (!source)
			return STAMP_V_NO_ROOM;
	}
	if (!is_within(&cfg.rate, &source->next_ns, now)) {
		source->limited++;
		return STAMP_V_RATE_LIMITED;
	}
	return is_within(&cfg.total_rate, &total_next_ns, now) ? STAMP_V_GO_ON
							       : STAMP_V_RATE_LIMITED;
}

#endif
