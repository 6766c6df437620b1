/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Why requests do not leave the sender's host. */
#ifndef STAMP_NOT_SENT_H
#define STAMP_NOT_SENT_H

/* A row: enumerator, name in metrics and JSON, what is in the way. */
#define STAMP_NOT_SENT_REASONS(X)                                                                  \
	X(LINK_DOWN, link_down, "the interface is down or has no carrier")                         \
	X(NO_ROUTE, no_route, "the interface has no route to the target")                          \
	X(NO_ADDRESS, no_address, "the interface has no source address for the target")            \
	X(NEIGHBOUR, neighbour_unresolved, "no neighbour answers for the target or its gateway")   \
	X(FILTERED, filtered, "a packet filter of this host refuses them")                         \
	X(EGRESS, egress_dropped, "a filter at the egress hook drops them before our program")     \
	X(QUEUE, queue_full, "the send queue is full, or a program behind ours drops them")        \
	X(TOO_LONG, too_long, "they are longer than the MTU of the interface")                     \
	X(OTHER, other, "the kernel gives no reason")

enum stamp_not_sent {
#define X(code, name, text) STAMP_NOT_SENT_##code,
	STAMP_NOT_SENT_REASONS(X)
#undef X
		STAMP_NOT_SENT_COUNT
};

#endif
