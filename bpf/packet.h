/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The packet operations that the library needs (lib/octets.h), under either hook. */
#ifndef STAMP_PACKET_H
#define STAMP_PACKET_H

#include <linux/bpf.h>
#include <linux/pkt_cls.h>

#include <bpf/bpf_helpers.h>

#include "env.h"
#include "hook.h"

LIB struct __sk_buff *skb_of(const struct pkt *p) {
	return p->ctx;
}

LIB struct xdp_md *xdp_of(const struct pkt *p) {
	return p->ctx;
}

SHELL enum hook hook_of(const struct pkt *p) {
	return p->hook;
}

SHELL void *start_of(const struct pkt *p) {
	return (void *)(long)(p->hook == HOOK_XDP ? xdp_of(p)->data : skb_of(p)->data);
}

SHELL void *end_of(const struct pkt *p) {
	return (void *)(long)(p->hook == HOOK_XDP ? xdp_of(p)->data_end : skb_of(p)->data_end);
}

SHELL long load_octets(const struct pkt *p, __u32 offset, void *to, __u32 size) {
	return p->hook == HOOK_XDP ? bpf_xdp_load_bytes(p->ctx, offset, to, size)
				   : bpf_skb_load_bytes(p->ctx, offset, to, size);
}

SHELL long store_octets(const struct pkt *p, __u32 offset, const void *from, __u32 size) {
	return p->hook == HOOK_XDP ? bpf_xdp_store_bytes(p->ctx, offset, (void *)from, size)
				   : bpf_skb_store_bytes(p->ctx, offset, from, size, 0);
}

SHELL __u32 frame_octets(const struct pkt *p) {
	return p->hook == HOOK_XDP ? (__u32)bpf_xdp_get_buff_len(p->ctx) : skb_of(p)->len;
}

SHELL long resize(const struct pkt *p, __u32 octets) {
	if (p->hook == HOOK_XDP)
		return bpf_xdp_adjust_tail(p->ctx,
					   (int)(octets - (__u32)bpf_xdp_get_buff_len(p->ctx)));
	return bpf_skb_change_tail(p->ctx, octets, 0);
}

SHELL __u32 link_type(const struct pkt *p) {
	return skb_of(p)->pkt_type;
}

SHELL int is_super_packet(const struct pkt *p) {
	return !!skb_of(p)->gso_size;
}

SHELL int left_to_device(const struct pkt *p, __u32 offset) {
	__sum16 before = 0, after = 0;

	if (load_octets(p, offset, &before, sizeof(before)) ||
	    bpf_l4_csum_replace(p->ctx, offset, 0, 1, 0) ||
	    load_octets(p, offset, &after, sizeof(after)))
		return 0;
	if (after == before)
		return 1;
	store_octets(p, offset, &before, sizeof(before));
	return 0;
}

SHELL int is_device_verified(const struct pkt *p) {
	return bpf_csum_level(p->ctx, BPF_CSUM_LEVEL_QUERY) >= 0;
}

/* Nobody can write that into a packet: one that a process of this host sends came in nowhere. */
SHELL int leaves_as_it_came(const struct pkt *p) {
	return skb_of(p)->ingress_ifindex == skb_of(p)->ifindex;
}

#endif
