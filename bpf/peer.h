/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The far ends of a sender. */
#ifndef STAMP_PEER_H
#define STAMP_PEER_H

#include "env.h"

/* The number of the session with a far end; NULL: none. The key: see is_allowed(). */
static __always_inline const __u16 *session_of(struct stamp_addr addr, __be16 port) {
	struct scratch *s = scratch_space();

	if (!s)
		return 0;
	s->peer = (struct stamp_peer){.addr = addr, .port = port};
	return bpf_map_lookup_elem(&peers, &s->peer);
}

#endif
