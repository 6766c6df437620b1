/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the library needs from a packet. A shell defines every function that is called: the BPF
 * programs by helpers (bpf/packet.h, bpf/loops.h, bpf/steps.h), the datapath of sockets on memory
 * of its process (src/socket/packet.h, src/socket/steps.h).
 */
#ifndef STAMP_LIB_OCTETS_H
#define STAMP_LIB_OCTETS_H

#include "cursor.h"

/* A constant wherever this is inlined: each program holds the calls of its own hook alone. */
enum hook { HOOK_TC, HOOK_XDP };

struct pkt;

SHELL enum hook hook_of(const struct pkt *p);

/* The first piece of the frame, which is read without a helper. */
SHELL void *start_of(const struct pkt *p);
SHELL void *end_of(const struct pkt *p);

/* The length of the whole frame, in one piece or several. */
SHELL __u32 frame_octets(const struct pkt *p);

/* 0, or an error if not all of it lies in the frame. The frame may consist of several pieces. */
SHELL long load_octets(const struct pkt *p, __u32 offset, void *to, __u32 size);

/* The same; pointers into the packet are invalid afterwards. */
SHELL long store_octets(const struct pkt *p, __u32 offset, const void *from, __u32 size);

/* Cuts or lengthens the frame, zeros at the end; pointers are invalid afterwards. 0: done. */
SHELL long resize(const struct pkt *p, __u32 octets);

/* The folded sum of `octets` from `offset` on. */
SHELL __u32 sum_range(const struct pkt *p, __u32 offset, __u32 octets);

/* At tc: PACKET_HOST and the like (linux/if_packet.h); several packets in one. */
SHELL __u32 link_type(const struct pkt *p);
SHELL int is_super_packet(const struct pkt *p);

/*
 * At tc: is the checksum at `offset` left to the device (CHECKSUM_PARTIAL)? Pointers into the
 * packet are invalid afterwards. Has the device verified the checksum?
 */
SHELL int left_to_device(const struct pkt *p, __u32 offset);
SHELL int is_device_verified(const struct pkt *p);

/* At tc: does the packet leave by the interface that it came in by? */
SHELL int leaves_as_it_came(const struct pkt *p);

/* When the packet came in, UTC. *by_hardware: by the clock of the network card. */
SHELL __s64 arrival_time(const struct pkt *p, int *by_hardware);

/*
 * Loops: a step is called as often as its table allows (TLV_STEPS, ...) or until it returns 1. Of a
 * program they are loops of the kernel, which the verifier walks once.
 */
SHELL void repeat_scan(const struct pkt *p); /* tlv_scan_step() */
SHELL void repeat_walk(const struct pkt *p); /* tlv_step() */
SHELL void repeat_tag(const struct pkt *p);  /* tag_block() */

/* Functions that may be programs of their own, whose stacks do not add up. */
SHELL int run_tag_range(const struct pkt *p);
SHELL __u32 run_examine(const struct pkt *p);
SHELL __u32 run_examine_rest(const struct pkt *p);
SHELL __u32 run_answer_by_copy(const struct pkt *p);
SHELL __u32 run_examine_signed(const struct pkt *p);
SHELL __u32 run_answer_signed(const struct pkt *p);
SHELL __u32 run_take_reply_first(const struct pkt *p);

#endif
