/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The scan and the walk over TLVs alone, under either hook: does the verifier take them, at what
 * price, and do they do what the same lines do as C? The TLVs are the whole packet.
 */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>

#include <bpf/bpf_helpers.h>

#include "hook.h"
#include "lib/tlv.h"
#include "stamp/abi.h"

SHELL long load_octets(const struct pkt *p, __u32 offset, void *to, __u32 size) {
	return p->hook == HOOK_XDP ? bpf_xdp_load_bytes(p->ctx, offset, to, size)
				   : bpf_skb_load_bytes(p->ctx, offset, to, size);
}

SHELL long store_octets(const struct pkt *p, __u32 offset, const void *from, __u32 size) {
	return p->hook == HOOK_XDP ? bpf_xdp_store_bytes(p->ctx, offset, (void *)from, size)
				   : bpf_skb_store_bytes(p->ctx, offset, from, size, 0);
}

/*
 * Whether there is anything but zeros is all that is asked of a sum: a word at a time is enough for
 * a test. Each in a whole slot of the stack, as in bpf/sums.h.
 */
struct range {
	void *ctx;
	__u64 offset;
	__u64 octets;
	__u64 found;
};

static __always_inline long look_at(struct range *r, enum hook hook) {
	const struct pkt p = {r->ctx, hook};
	__u32 word = 0;

	if (!r->octets)
		return 1;
	if (r->octets < sizeof(word) ? load_octets(&p, (__u32)r->offset, &word, 1)
				     : load_octets(&p, (__u32)r->offset, &word, sizeof(word)))
		return 1;
	r->found |= word;
	r->offset += r->octets < sizeof(word) ? 1 : sizeof(word);
	r->octets -= r->octets < sizeof(word) ? 1 : sizeof(word);
	return r->found != 0;
}

STEP_PER_HOOK(look_at)

SHELL __u32 sum_range(const struct pkt *p, __u32 offset, __u32 octets) {
	struct range r = {p->ctx, offset, octets, 0};

	bpf_loop(STAMP_MAX_UDP_OCTETS, STEP_OF_HOOK(p, look_at), &r, 0);
	return r.found;
}

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, struct stamp_addr);
	__type(value, __u8);
} ours SEC(".maps");

SHELL __u32 local_kind(const struct stamp_addr *addr) {
	return bpf_map_lookup_elem(&ours, addr) ? STAMP_LOCAL_UNICAST : 0;
}

/* What the test fills in and reads. */
struct work {
	struct tlv_space tlvs;
	__u32 mode;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct work);
} work SEC(".maps");

SHELL struct work *work_space(void) {
	__u32 key = 0;

	return bpf_map_lookup_elem(&work, &key);
}

static __always_inline long scan_one(void *ctx, enum hook hook) {
	const struct pkt p = {*(void **)ctx, hook};
	struct work *w = work_space();

	return !w || tlv_scan_step(&p, &w->tlvs.scan);
}

static __always_inline long walk_one(void *ctx, enum hook hook) {
	const struct pkt p = {*(void **)ctx, hook};
	struct work *w = work_space();

	return !w || tlv_step(&p, &w->tlvs.walk, &w->tlvs.world);
}

STEP_PER_HOOK(scan_one)
STEP_PER_HOOK(walk_one)

static __always_inline void scan(const struct pkt *p) {
	void *ctx = p->ctx;

	bpf_loop(TLV_STEPS, STEP_OF_HOOK(p, scan_one), &ctx, 0);
}

static __always_inline void walk(const struct pkt *p) {
	void *ctx = p->ctx;

	bpf_loop(TLV_STEPS, STEP_OF_HOOK(p, walk_one), &ctx, 0);
}

__u32 authenticated, has_keys, verified;

/* The offset of the TLVs is not 0, so a packet has 20 octets that are none of them. */
enum { LEAD = 20 };

static __always_inline void answer(const struct pkt *p, __u32 octets) {
	struct work *w = work_space();

	if (!w || octets < LEAD)
		return;
	tlv_scan_begin(&w->tlvs.scan, LEAD, octets);
	scan(p);
	if (tlv_scan_again(p, &w->tlvs.scan))
		scan(p);
	w->mode = tlv_decide(&w->tlvs.scan, (int)authenticated, (int)has_keys,
			     tlv_to_verify(&w->tlvs.scan, (int)has_keys) && verified);
	tlv_begin(&w->tlvs.walk, &w->tlvs.world, &w->tlvs.scan, w->mode);
	walk(p);
}

SEC("tc") int tlv_tc(struct __sk_buff *skb) {
	const struct pkt p = {skb, HOOK_TC};

	answer(&p, skb->len);
	return 0;
}

SEC("xdp") int tlv_xdp(struct xdp_md *xdp) {
	const struct pkt p = {xdp, HOOK_XDP};

	answer(&p, (__u32)bpf_xdp_get_buff_len(xdp));
	return XDP_PASS;
}

char _license[] SEC("license") = "Dual BSD/GPL";
