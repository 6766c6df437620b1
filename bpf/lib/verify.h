/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Verifies the checksums of a packet. */
#ifndef STAMP_LIB_VERIFY_H
#define STAMP_LIB_VERIFY_H

#include "checksum.h"
#include "open.h"

LIB enum stamp_verdict verify_ipv4(const struct pkt *p, const struct frame *f,
				   const struct headers *h) {
	__u32 options = f->l4 - f->l3 - sizeof(struct iphdr);
	__u64 sum = ipv4_header_sum(h->ip4);

	if (UNLIKELY(h->is_copied) && options)
		sum += sum_range(p, f->l3 + sizeof(struct iphdr), options);
	return fold(sum) == CHECKSUM_GOOD ? STAMP_V_GO_ON : STAMP_V_BAD_CHECKSUM;
}

/* A large payload that the device has verified is not summed again. */
LIB int device_verified(const struct pkt *p, const struct frame *f) {
	return hook_of(p) == HOOK_TC && f->payload > STAMP_QUICK_SUM_OCTETS &&
	       is_device_verified(p);
}

/*
 * The UDP checksum, over as many octets as the UDP length says. `base_sum`: of the base packet that
 * was read. *partial: the field holds the pseudo header's sum alone, since a device was to complete
 * it; what was never on a wire cannot be damaged. At tc the kernel knows whether that is so,
 * at XDP it is believed. Pointers into the packet are valid afterwards.
 */
LIB enum stamp_verdict verify_udp(const struct pkt *p, const struct frame *f, struct headers *h,
				  __u64 base_sum, int *partial) {
	__u64 sum;

	*partial = 0;
	if (!h->udp->check)
		return h->is_ipv6 ? STAMP_V_BAD_CHECKSUM
				  : STAMP_V_GO_ON; /* RFC 768, RFC 8200 8.1 */
	sum = pseudo_header_sum(h);
	if (h->udp->check == fold(sum)) {
		*partial = hook_of(p) == HOOK_XDP ||
			   left_to_device(p, f->l4 + __builtin_offsetof(struct udphdr, check));
		if (!find_again(p, h))
			return STAMP_V_NO_ROOM;
		if (*partial)
			return STAMP_V_GO_ON;
	}
	sum += sum_words(h->udp, sizeof(struct udphdr)) + base_sum;
	if (f->payload > base_octets()) {
		if (device_verified(p, f))
			return STAMP_V_GO_ON;
		sum += sum_range(p, f->l4 + sizeof(struct udphdr) + base_octets(),
				 f->payload - base_octets());
	}
	return fold(sum) == CHECKSUM_GOOD ? STAMP_V_GO_ON : STAMP_V_BAD_CHECKSUM;
}

#endif
