/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Who may ask, and how fast. What was found out about a source is remembered with its rate. */
#ifndef STAMP_ADMISSION_H
#define STAMP_ADMISSION_H

#include "lib/guard.h"
#include "lib/rate.h"
#include "maps.h"

/* Is the packet addressed to us? */
static __always_inline enum stamp_verdict check_destination(const struct headers *h) {
	struct stamp_addr to = destination_of(h);

	if (h->is_ipv6 && is_mapped_ipv4(&to))
		return STAMP_V_NOT_STAMP; /* would pass for an IPv4 address of ours */
	if (cfg.any_address)
		return STAMP_V_GO_ON;
	if (cfg.is_loopback && !h->is_ipv6 && is_loopback_ipv4(h->ip4->daddr))
		return STAMP_V_GO_ON;
	const __u8 *kind = bpf_map_lookup_elem(&local, &to);

	if (kind)
		return *kind == STAMP_LOCAL_UNICAST ? STAMP_V_GO_ON : STAMP_V_MULTICAST;
	return is_multicast(&to) ? STAMP_V_MULTICAST : STAMP_V_NOT_STAMP;
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

		if (!bpf_map_lookup_elem(&allow, &key))
			return STAMP_V_NOT_ALLOWED;
	}
	return STAMP_V_GO_ON;
}

static __always_inline struct stamp_source *admitted_source(const struct stamp_addr *from,
							    int is_ipv6, enum stamp_verdict *v) {
	struct stamp_source *source = bpf_map_lookup_elem(&sources, from);
	struct stamp_source fresh = {.epoch = live.admission_epoch};

	if (source && source->epoch == live.admission_epoch)
		return source;
	*v = examine_source(from, is_ipv6);
	if (*v)
		return 0;
	if (source) {
		source->epoch = live.admission_epoch;
		return source;
	}
	*v = STAMP_V_RATE_LIMITED; /* if there is no room to remember it, it has no allowance */
	bpf_map_update_elem(&sources, from, &fresh, BPF_ANY);
	return bpf_map_lookup_elem(&sources, from);
}

static __always_inline enum stamp_verdict admit(const struct headers *h, __u64 now) {
	const struct stamp_rate rate = {cfg.rate.interval_ns, cfg.rate.burst_ns};
	const struct stamp_rate total = {cfg.total_rate.interval_ns, cfg.total_rate.burst_ns};
	struct stamp_addr from = source_of(h);
	enum stamp_verdict v = STAMP_V_GO_ON;
	struct stamp_source *source;

	if (!h->udp->source || (h->is_ipv6 && is_mapped_ipv4(&from)))
		return STAMP_V_BAD_SOURCE;
	source = admitted_source(&from, h->is_ipv6, &v);
	if (!source)
		return v;
	if (rate.interval_ns && !rate_take(&rate, &source->next_ns, now))
		return STAMP_V_RATE_LIMITED;
	if (total.interval_ns && !rate_take(&total, &total_next_ns, now))
		return STAMP_V_RATE_LIMITED;
	return STAMP_V_GO_ON;
}

#endif
