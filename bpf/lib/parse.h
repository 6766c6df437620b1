/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * From the first octet of a frame to the UDP header, where it lies. Only the plain shape: no tag,
 * no IPv4 option, no IPv6 extension header, all of it in one piece. See unusual.h for the rest.
 */
#ifndef STAMP_LIB_PARSE_H
#define STAMP_LIB_PARSE_H

#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/udp.h>

#include "cursor.h"
#include "stamp/abi.h"

#define IPV4_MORE_FRAGMENTS 0x2000u
#define IPV4_OFFSET 0x1fffu

/* As struct ethhdr, whose being packed makes a compiler move it octet by octet. */
struct mac_header {
	__be16 dest[3];
	__be16 source[3];
	__be16 protocol;
};
STAMP_SIZE(mac_header, ETH_HLEN);

/* Where things are; offsets from the first octet of the frame, so that they outlive pointers. */
struct frame {
	__u32 l3;
	__u32 l4;
	__u32 ip_octets;  /* IP header and payload, as the IP header says; set by complete() */
	__u16 payload;	  /* UDP payload octets, as the UDP header says; set by check_lengths() */
	__u8 is_fragment; /* the first fragment: the only one with ports */
	__u8 is_extended; /* IPv6 extension headers before UDP */
};

/*
 * Pointers to the same. Those into a packet are valid until a helper changes it. A flag and not a
 * null pointer tells the family (verifier: NO_POINTER_COMPARED), in a whole word (verifier:
 * WHOLE_WORDS).
 */
struct headers {
	struct mac_header *eth; /* if the device has one; else as if it had */
	union {
		struct iphdr *ip4;
		struct ipv6hdr *ip6;
	};
	struct udphdr *udp;
	__u64 is_ipv6;
	__u64 is_copied; /* all of them point into a struct header_copy, not into the packet */
};

/* The headers of a frame that is not plain, apart from it (unusual.h). */
struct header_copy {
	struct mac_header eth;
	__u16 unused; /* aligns what follows to 4 octets */
	union {
		struct iphdr ip4;
		struct ipv6hdr ip6;
	};
	struct udphdr udp;
};

/* The IPv6 header, apart from the IPv4 one (verifier: CONSTANT_STEPS). */
LIB struct ipv6hdr *ipv6_of(const struct headers *h) {
	struct ipv6hdr *ip = h->ip6;

	PIN(ip);
	return ip;
}

enum shape {
	SHAPE_PLAIN,
	SHAPE_FOREIGN, /* no UDP header, or none with ports */
	SHAPE_UNUSUAL, /* cannot be decided without a copy */
};

/* What a protocol number leads to, behind the MAC header. */
LIB int is_vlan(__be16 protocol) {
	return protocol == stamp_swap16(ETH_P_8021Q) || protocol == stamp_swap16(ETH_P_8021AD);
}

/* Without an Ethernet header the version nibble decides. */
LIB __be16 protocol_of_version(__u8 first_octet) {
	return (first_octet >> 4) == 4	 ? stamp_swap16(ETH_P_IP)
	       : (first_octet >> 4) == 6 ? stamp_swap16(ETH_P_IPV6)
					 : 0;
}

/* RFC 8200 4: headers that precede a payload in the clear. */
LIB int is_ipv6_extension(__u8 next) {
	return next == IPPROTO_HOPOPTS || next == IPPROTO_ROUTING || next == IPPROTO_FRAGMENT ||
	       next == IPPROTO_DSTOPTS;
}

LIB enum shape shape_of_ipv4(const struct iphdr *ip) {
	if (ip->protocol != IPPROTO_UDP || ip->version != 4 || ip->ihl < 5)
		return SHAPE_FOREIGN;
	if (ip->frag_off & stamp_swap16(IPV4_OFFSET))
		return SHAPE_FOREIGN; /* a later fragment: no ports in it */
	return ip->ihl == 5 ? SHAPE_PLAIN : SHAPE_UNUSUAL;
}

LIB enum shape shape_of_ipv6(const struct ipv6hdr *ip) {
	if (ip->version != 6)
		return SHAPE_FOREIGN;
	if (ip->nexthdr == IPPROTO_UDP)
		return SHAPE_PLAIN;
	return is_ipv6_extension(ip->nexthdr) ? SHAPE_UNUSUAL : SHAPE_FOREIGN;
}

LIB enum shape parse_ip(struct cursor *c, __be16 protocol, struct headers *h) {
	if (protocol == stamp_swap16(ETH_P_IP)) {
		struct cursor ahead = *c;
		enum shape shape;

		if (!take(c, sizeof(struct iphdr)))
			return SHAPE_UNUSUAL;
		h->ip4 = (struct iphdr *)c->taken;
		h->is_ipv6 = 0;
		shape = shape_of_ipv4(h->ip4);
		/* As much as of IPv6 (verifier: BOTH_WAYS). */
		return shape == SHAPE_PLAIN && !take(&ahead, sizeof(struct ipv6hdr)) ? SHAPE_UNUSUAL
										     : shape;
	}
	if (protocol == stamp_swap16(ETH_P_IPV6)) {
		if (!take(c, sizeof(struct ipv6hdr)))
			return SHAPE_UNUSUAL;
		h->ip6 = (struct ipv6hdr *)c->taken;
		h->is_ipv6 = 1;
		return shape_of_ipv6(h->ip6);
	}
	return is_vlan(protocol) ? SHAPE_UNUSUAL : SHAPE_FOREIGN;
}

/*
 * Finds the UDP header of a frame that begins at `start`. Ask for the port first, then for
 * plain_offsets(), complete() and check_lengths(): most packets of a host are not for us.
 */
LIB enum shape find_plain(void *start, void *end, int has_mac, struct headers *h) {
	struct cursor c = {(__u8 *)start, (__u8 *)end, 0};
	enum shape shape;
	__be16 protocol;

	h->eth = (struct mac_header *)start;
	if (has_mac) {
		if (!take(&c, sizeof(struct mac_header)))
			return SHAPE_UNUSUAL;
		protocol = h->eth->protocol;
	} else {
		if (c.pos + 1 > c.end)
			return SHAPE_UNUSUAL;
		protocol = protocol_of_version(*c.pos);
	}
	shape = parse_ip(&c, protocol, h);
	if (shape != SHAPE_PLAIN)
		return shape;
	h->is_copied = 0;
	if (!take(&c, sizeof(struct udphdr)))
		return SHAPE_UNUSUAL;
	h->udp = (struct udphdr *)c.taken;
	return SHAPE_PLAIN;
}

/* Where the headers of a plain frame are. */
LIB void plain_offsets(int has_mac, struct frame *f, const struct headers *h) {
	f->l3 = has_mac ? sizeof(struct mac_header) : 0;
	f->l4 = f->l3 + (h->is_ipv6 ? sizeof(struct ipv6hdr) : sizeof(struct iphdr));
}

/* Both. */
LIB enum shape parse_plain(void *start, void *end, int has_mac, struct frame *f,
			   struct headers *h) {
	const enum shape shape = find_plain(start, end, has_mac, h);

	if (shape == SHAPE_PLAIN)
		plain_offsets(has_mac, f, h);
	return shape;
}

/* Reads the rest of the frame, only for a packet to one of our ports. */
LIB void complete(struct frame *f, const struct headers *h) {
	if (h->is_ipv6) {
		f->ip_octets = stamp_swap16(ipv6_of(h)->payload_len) + sizeof(struct ipv6hdr);
	} else {
		f->ip_octets = stamp_swap16(h->ip4->tot_len);
		f->is_fragment = !!(h->ip4->frag_off & stamp_swap16(IPV4_MORE_FRAGMENTS));
	}
}

/*
 * The UDP length decides how long a payload is; the frame may be longer (Ethernet pads to 60
 * octets), never shorter. `frame_octets`: of the whole frame.
 */
LIB enum stamp_verdict check_lengths(struct frame *f, const struct udphdr *udp,
				     __u32 frame_octets) {
	__u32 octets = stamp_swap16(udp->len);

	if (octets < sizeof(*udp) || f->l4 + octets > f->l3 + f->ip_octets ||
	    f->l3 + f->ip_octets > frame_octets)
		return STAMP_V_SHORT;
	f->payload = (__u16)(octets - sizeof(*udp));
	return STAMP_V_GO_ON;
}

/*
 * The pointers of a plain frame of the family that `h` says, after a helper invalidated them; with
 * `payload` octets (a constant) behind the UDP header. 0: they do not lie in [start, end).
 */
LIB int locate(void *start, void *end, int has_mac, __u32 payload, struct headers *h) {
	struct cursor c = {(__u8 *)start, (__u8 *)end, 0};

	h->eth = (struct mac_header *)start;
	if (has_mac && !take(&c, sizeof(struct mac_header)))
		return 0;
	if (h->is_ipv6) {
		if (!take(&c, sizeof(struct ipv6hdr)))
			return 0;
		h->ip6 = (struct ipv6hdr *)c.taken;
	} else {
		if (!take(&c, sizeof(struct iphdr)))
			return 0;
		h->ip4 = (struct iphdr *)c.taken;
	}
	if (!take(&c, sizeof(struct udphdr) + payload))
		return 0;
	h->udp = (struct udphdr *)c.taken;
	return 1;
}

#endif
