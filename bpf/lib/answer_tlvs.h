/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The TLVs of a request that is answered by copy (answer_copy.h). Their state lies in scratch
 * memory.
 */
#ifndef STAMP_LIB_ANSWER_TLVS_H
#define STAMP_LIB_ANSWER_TLVS_H

#include "admission.h"
#include "control.h"
#include "session.h"
#include "tag.h"
#include "tlv_drive.h"

/* Which key of the SSID signed the TLVs before the HMAC TLV at `end`; -1: none. */
LIB int signer_of_tlvs(const struct pkt *p, struct work *s, __u32 end) {
	const __be16 ssid = s->state.request.ssid;

	UNROLL
	for (__u32 i = 0; i < STAMP_KEYS_PER_SSID; i++)
		if (is_tagged(p, s, ssid, i, s->state.request.seq, s->tlvs.scan.first, end))
			return (int)i;
	return -1;
}

/* Without sessions: the number of requests with TLVs from this source, including this one. */
LIB __u32 count_measured(const struct work *s, const struct headers *h) {
	__u64 found;
	struct stamp_source *source = find_source(h, &found);

	if (source && found && is_further(s))
		return source->measured;
	return source && found ? ++source->measured : 0;
}

/* What the walk needs to know about the request and its session. */
LIB void describe_world(struct work *s, const struct headers *h,
			const struct stamp_session *session) {
	struct tlv_world *w = &s->tlvs.world;

	w->source = s->state.from;
	w->destination = s->state.to;
	w->source_port = s->copy.udp.source;
	w->destination_port = s->copy.udp.dest;
	w->has_mac = cfg.has_mac;
	for (int i = 0; i < 3; i++)
		w->mac[i] = s->copy.eth.source[i];
	w->is_ipv6 = (__u8)s->state.is_ipv6;
	w->tos = s->state.tos;
	w->has_previous = 0;
	w->previous_timestamp = STAMP_STAMPED_SW;
	w->timestamp_in = s->state.by_hardware ? STAMP_STAMPED_HW : STAMP_STAMPED_SW;
	w->timestamp_out = STAMP_STAMPED_SW;
	w->sync_source = live.sync_source;
	w->dscp_allowed = cfg.dscp_allowed;
	w->dscp_own = cfg.dscp_own;
	w->micro_session = cfg.micro_session;
	w->location_blank = cfg.location_blank;
	w->return_paths = cfg.return_paths;
#ifndef __bpf__
	w->answers_control = cfg.reflect_control;
#endif
	if (cfg.max_sessions) {
		w->rx = (__u32)session->rx;
		w->tx = (__u32)session->tx + 1;
		recall_departure(session, w);
	} else {
		w->rx = w->tx = count_measured(s, h);
	}
}

/* Turns the TLVs of the request into those of the reply, except the HMAC. `key` will sign them. */
LIB enum stamp_verdict answer_tlvs(const struct pkt *p, struct work *s, const struct headers *h,
				   const struct stamp_session *session) {
	const __u32 base = s->state.f.l4 + sizeof(struct udphdr);
	__u32 hmac_at;
	int key = 0;

	describe_world(s, h, session);
	scan_tlvs(p, s, base + base_octets(), base + s->state.f.payload);
	look_for_control(p, s);
	hmac_at = tlv_to_verify(&s->tlvs.scan, cfg.has_keys);
	if (cfg.has_keys && hmac_at) {
		key = signer_of_tlvs(p, s, hmac_at);
		if (key >= 0 && !cfg.authenticated)
			s->state.key = (__u32)key;
	}
	walk_tlvs(p, s,
		  tlv_decide(&s->tlvs.scan, cfg.authenticated, cfg.has_keys, hmac_at && key >= 0));
	settle_control(p, s, h);
	if (!is_further(s))
		count_notes(s->tlvs.world.notes);
	return (enum stamp_verdict)s->tlvs.world.discard;
}

/* Writes the HMAC TLV of the reply with number `seq`. 0: done. */
LIB long sign_tlvs(const struct pkt *p, struct work *s, __be32 seq) {
	const __u32 at = s->tlvs.world.sign_at;

	if (!cfg.has_keys || !at)
		return 0;
	if (!tag_tlvs(p, s, s->state.request.ssid, s->state.key, seq, s->tlvs.scan.first, at))
		return -1;
	return store_octets(p, at + sizeof(struct stamp_tlv), s->hmac.tag, sizeof(s->hmac.tag));
}

#endif
