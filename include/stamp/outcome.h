/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the programs count: verdicts, what TLVs showed, what became of a card's receive times. */
#ifndef STAMP_OUTCOME_H
#define STAMP_OUTCOME_H

/*
 * What became of a packet. A row: enumerator, name in metrics and JSON, sentence.
 * 0 (no row) means "go on" inside the datapath library.
 */
#define STAMP_VERDICTS(X)                                                                          \
	X(NOT_STAMP, not_stamp, "not a test packet of ours: passed on untouched")                  \
	X(REFLECTED, reflected, "answered")                                                        \
	X(STAMPED, stamped, "transmit time written")                                               \
	X(UNSTAMPED, unstamped, "answered, but not seen at egress: its T3 is T2, if it left")      \
	X(RECEIVED, received, "reply taken from the stack")                                        \
	X(SHORT, short, "too short for a test packet")                                             \
	X(BAD_CHECKSUM, bad_checksum, "IPv4 or UDP checksum wrong: dropped")                       \
	X(BAD_HMAC, bad_hmac, "not signed with a key of ours: dropped")                            \
	X(UNSIGNED, unsigned, "not signed, and only signed requests are answered: dropped")        \
	X(AUTH_REQUEST, auth_request, "an authenticated request, and there is no key: dropped")    \
	X(NO_SESSION, no_session, "of a session that was not asked for or is not ours to answer")  \
	X(NOT_ALLOWED, not_allowed, "source outside every allowed prefix")                         \
	X(BAD_SOURCE, bad_source, "source that must not be answered: zero, loopback, our own")     \
	X(MULTICAST, multicast, "to or from multicast or broadcast")                               \
	X(RATE_LIMITED, rate_limited, "over the rate of its source or the total rate")             \
	X(SESSIONS_FULL, sessions_full, "a new session, and no room for it: not answered")         \
	X(SOURCE_FULL, source_full, "a new session of a source that has as many as it may")        \
	X(LOOP, loop, "the wrong way round: a reply to a reflector, its own request to a sender")  \
	X(FRAGMENT, fragment, "fragment: left to the stack")                                       \
	X(SLOW_PATH, slow_path, "for us, but not for the fast path: left to the stack")            \
	X(NO_ROOM, no_room, "the packet could not be resized or made writable")                    \
	X(RING_FULL, ring_full, "no room in the ring to user space")                               \
	X(TRANSLATED, translated, "sent from another port or to another address than ours: NAT")

enum stamp_verdict {
	STAMP_V_GO_ON,
#define X(code, name, text) STAMP_V_##code,
	STAMP_VERDICTS(X)
#undef X
		STAMP_V_COUNT
};

/*
 * What the TLVs of a request showed; several may be true of one. A row: enumerator, name in metrics
 * and JSON, sentence.
 */
#define STAMP_TLV_NOTES(X)                                                                         \
	X(UNKNOWN, unknown, "a type that is not known came back with U")                           \
	X(MALFORMED, malformed, "one came back with M; what is behind it was left alone")          \
	X(INTEGRITY, bad_hmac, "all came back with I: not signed with a key of ours")              \
	X(STRAY, stray, "one to three octets behind the last one")                                 \
	X(MORE, too_many, "more than are looked at: the rest was left alone")

enum stamp_tlv_note {
#define X(code, name, text) STAMP_TLV_NOTE_##code,
	STAMP_TLV_NOTES(X)
#undef X
		STAMP_TLV_NOTES_COUNT
};

/*
 * What became of the receive time that the network card was asked for at XDP: enumerator, name in
 * JSON, sentence. All but the first take the time of the kernel's clock.
 */
#define STAMP_HW_TIMES(X)                                                                          \
	X(USED, used, "taken as T2 or T4")                                                         \
	X(MISSING, missing, "the driver had none for the packet")                                  \
	X(STALE, stale, "how the card's clock stands to UTC was not read lately")                  \
	X(IMPLAUSIBLE, implausible, "in the future, or long before the program ran")

enum stamp_hw_time {
#define X(code, name, text) STAMP_HW_##code,
	STAMP_HW_TIMES(X)
#undef X
		STAMP_HW_COUNT
};

#endif
