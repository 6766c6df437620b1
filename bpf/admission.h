/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Who may ask, and how fast. What was found out about a source is remembered with its rate. */
#ifndef STAMP_ADMISSION_H
#define STAMP_ADMISSION_H

#include "lib/address.h"
#include "lib/guard.h"
#include "lib/rate.h"
#include "maps.h"

/* A source that was admitted and nothing has changed since; its entry also spares look-ups. */
static __always_inline struct stamp_source *known_source(const struct stamp_addr *from) {
	struct stamp_source *source = bpf_map_lookup_elem(&sources, from);

	return source && source->epoch == live.admission_epoch ? source : 0;
}

/* Is the packet addressed to us? `known`: its source, or NULL. */
static __always_inline enum stamp_verdict check_destination(const struct headers *h,
							    const struct stamp_addr *to,
							    const struct stamp_source *known) {
	if (h->is_ipv6 && is_mapped_ipv4(to))
		return STAMP_V_NOT_STAMP; /* would pass for an IPv4 address of ours */
	if (cfg.any_address || (known && same_addr(&known->asked, to)))
		return STAMP_V_GO_ON;
	if (cfg.is_loopback && !h->is_ipv6 && is_loopback_ipv4(h->ip4->daddr))
		return STAMP_V_GO_ON;
	const __u8 *kind = bpf_map_lookup_elem(&local, to);

	if (kind)
		return *kind == STAMP_LOCAL_UNICAST ? STAMP_V_GO_ON : STAMP_V_MULTICAST;
	return is_multicast(to) ? STAMP_V_MULTICAST : STAMP_V_NOT_STAMP;
}

static __always_inline enum stamp_verdict examine_source(const struct stamp_addr *from,
							 int is_ipv6) {
	if (is_multicast(from))
		return STAMP_V_MULTICAST;
	if (is_unanswerable(from, is_ipv6, cfg.is_loopback))
		return STAMP_V_BAD_SOURCE;
	const __u8 *kind = bpf_map_lookup_elem(&local, from);

	if (kind && *kind == STAMP_LOCAL_BROADCAST)
		return STAMP_V_MULTICAST;
	if (kind && !cfg.is_loopback)
		return STAMP_V_BAD_SOURCE;
	if (cfg.has_allow) {
		struct stamp_prefix key = {.bits = 128, .addr = *from};

		const __u8 *allowed = bpf_map_lookup_elem(&allow, &key);

		if (!allowed || !*allowed)
			return STAMP_V_NOT_ALLOWED;
	}
	return STAMP_V_GO_ON;
}

/*
 * Is the reflector provisioned with this SSID (RFC 8972 3)? A function of its own: its key must not
 * share a place on the stack with a spilled pointer.
 */
static __noinline int is_provisioned(__u32 ssid) {
	__u32 key = (ssid & (STAMP_SSIDS - 1)) / 64;
	const __u64 *word = bpf_map_lookup_elem(&ssids, &key);

	return word && *word >> (ssid & 63) & 1;
}

static __always_inline enum stamp_verdict check_ssid(__be16 ssid) {
	return cfg.has_ssids && !is_provisioned(stamp_swap16(ssid)) ? STAMP_V_NO_SESSION
								    : STAMP_V_GO_ON;
}

/* Examines a source and remembers it; what it used of its rate is kept. */
static __always_inline struct stamp_source *admit_source(const struct stamp_addr *from,
							 const struct stamp_addr *to, int is_ipv6,
							 enum stamp_verdict *v) {
	const struct stamp_source *stale = bpf_map_lookup_elem(&sources, from);
	struct stamp_source fresh = {.asked = *to, .epoch = live.admission_epoch};

	*v = examine_source(from, is_ipv6);
	if (*v)
		return 0;
	*v = STAMP_V_RATE_LIMITED; /* if there is no room to remember it, it has no allowance */
	if (stale)
		fresh.next_ns = stale->next_ns;
	bpf_map_update_elem(&sources, from, &fresh, BPF_ANY);
	return bpf_map_lookup_elem(&sources, from);
}

static __always_inline enum stamp_verdict admit(__be16 port, __u64 is_ipv6,
						const struct stamp_addr *from,
						const struct stamp_addr *to,
						struct stamp_source *source, __u64 now) {
	const struct stamp_rate rate = {cfg.rate.interval_ns, cfg.rate.burst_ns};
	const struct stamp_rate total = {cfg.total_rate.interval_ns, cfg.total_rate.burst_ns};
	enum stamp_verdict v = STAMP_V_GO_ON;

	if (!port || (is_ipv6 && is_mapped_ipv4(from)))
		return STAMP_V_BAD_SOURCE;
	if (!source)
		source = admit_source(from, to, !!is_ipv6, &v);
	if (!source)
		return v;
	if (rate.interval_ns && !rate_take(&rate, &source->next_ns, now))
		return STAMP_V_RATE_LIMITED;
	if (total.interval_ns && !rate_take(&total, &total_next_ns, now))
		return STAMP_V_RATE_LIMITED;
	return STAMP_V_GO_ON;
}

#endif
