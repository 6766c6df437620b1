/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The programs. Each asks what became of the packet, counts the answer and turns it into an
 * action. What is not ours goes on to the next program (-1: TCX_NEXT, TC_ACT_UNSPEC).
 */
#include <linux/bpf.h>
#include <linux/if_packet.h>

#include <bpf/bpf_helpers.h>

#include "lib/timestamp.h"
#include "reflector.h"
#include "sender.h"

enum { NEXT = -1 };

SEC("tc") int stamp_refl_in(struct __sk_buff *skb) {
	int partial = 0;
	enum stamp_verdict verdict = reflect(skb, &partial);

	count(verdict);
	switch (verdict) {
	case STAMP_V_REFLECTED:
		skb->mark = STAMP_MARK | (partial ? STAMP_MARK_PARTIAL : 0);
		return (int)bpf_redirect(skb->ifindex, 0);
	case STAMP_V_NOT_STAMP:
	case STAMP_V_MULTICAST:
	case STAMP_V_FRAGMENT:
	case STAMP_V_SLOW_PATH:
	case STAMP_V_LOOP: /* maybe a reply to somebody else's sender on this host */
		return NEXT;
	default:
		return TC_ACT_SHOT;
	}
}

SEC("tc") int stamp_refl_out(struct __sk_buff *skb) {
	count(write_t3(skb));
	return NEXT;
}

SEC("tc") int stamp_send_out(struct __sk_buff *skb) {
	count(write_t1(skb));
	return NEXT;
}

SEC("tc") int stamp_send_in(struct __sk_buff *skb) {
	enum stamp_verdict verdict = take_reply(skb);

	count(verdict);
	switch (verdict) {
	case STAMP_V_RECEIVED:
	case STAMP_V_RING_FULL:
	case STAMP_V_SHORT:
	case STAMP_V_BAD_CHECKSUM:
		return TC_ACT_SHOT; /* handed over, or worth nothing to anybody */
	default:
		return NEXT;
	}
}

char _license[] SEC("license") = "Dual BSD/GPL";
