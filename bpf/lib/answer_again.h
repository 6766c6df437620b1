/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A further reply to a request (RFC 10052 3): each is formed as the first one was, from the request
 * as it came, with a number and times of its own. Only a process has them.
 */
#ifndef STAMP_LIB_ANSWER_AGAIN_H
#define STAMP_LIB_ANSWER_AGAIN_H

#include "answer_copy.h"

/*
 * The request is in the frame; its headers and its state, as they were before the first reply, are
 * in the work space. STAMP_V_FURTHER: it is the reply now, but for T3.
 */
LIB __u32 answer_again(const struct pkt *p) {
	struct work *s = work_space();
	struct stamp_session *session;
	struct headers h = {};
	struct frame f;
	__u32 outcome;

	if (!s)
		return STAMP_V_NO_ROOM;
	f = s->state.f;
	h.is_ipv6 = (int)s->state.is_ipv6;
	point_at(&h, &s->copy);
	session = &s->fresh;
	if (cfg.max_sessions) {
		name_session(s, h.udp->dest, h.udp->source, &s->state.from, &s->state.to,
			     s->state.ssid);
		session = find_in_sessions(&s->key);
		if (!session)
			return STAMP_V_SESSIONS_FULL;
	}
	s->is_further = 1;
	outcome = write_copy(p, s, &f, &h, session);
	s->is_further = 0;
	if (outcome != STAMP_V_REFLECTED)
		return outcome;
	/* Its keys may have changed: then it is not what was granted. */
	return s->tlvs.world.control.at ? STAMP_V_FURTHER : STAMP_V_BAD_HMAC;
}

#endif
