/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the programs count: verdicts, what TLVs showed, what became of a card's receive times. */
#ifndef STAMP_OUTCOME_H
#define STAMP_OUTCOME_H

/*
 * What became of a packet. A row: enumerator, name in metrics and JSON, sentence.
 * 0 (no row) means "go on" inside the datapath library.
 */
#define STAMP_VERDICTS(X)                                                                          \
	X(NOT_STAMP, not_stamp, "not a test packet for this role: passed on unchanged")            \
	X(REFLECTED, reflected, "answered")                                                        \
	X(STAMPED, stamped, "transmit time written")                                               \
	X(UNSTAMPED, unstamped,                                                                    \
	  "answered, but the reply was not seen at egress: its T3 is T2, if it left")              \
	X(RECEIVED, received, "reply received; the network stack does not see it")                 \
	X(SHORT, short, "too short for a test packet")                                             \
	X(BAD_CHECKSUM, bad_checksum, "IPv4 or UDP checksum wrong: dropped")                       \
	X(BAD_HMAC, bad_hmac, "not signed with a key of this role: dropped")                       \
	X(UNSIGNED, unsigned, "unsigned, but only signed requests are answered: dropped")          \
	X(AUTH_REQUEST, auth_request, "authenticated request, but there is no key: dropped")       \
	X(NO_SESSION, no_session, "session that this role does not know or may not answer")        \
	X(NOT_ALLOWED, not_allowed, "source outside every allowed prefix")                         \
	X(BAD_SOURCE, bad_source, "source that must not be answered: zero, loopback, our own")     \
	X(MULTICAST, multicast, "multicast or broadcast source or destination")                    \
	X(RATE_LIMITED, rate_limited, "source exceeds its rate, or all exceed the total rate")     \
	X(SESSIONS_FULL, sessions_full,                                                            \
	  "new session, but the session table is full: not answered")                              \
	X(SOURCE_FULL, source_full, "new session of a source that has its maximum of sessions")    \
	X(LOOP, loop, "wrong direction: a reply at a reflector, its own request at a sender")      \
	X(FRAGMENT, fragment, "fragment: passed on")                                               \
	X(SLOW_PATH, slow_path, "for this role, but not for the fast path: passed on")             \
	X(NO_ROOM, no_room, "packet that cannot be resized or made writable")                      \
	X(NO_REPLY, no_reply,                                                                      \
	  "counted and not answered, as the request asks (RFC 9503 4.1.1, RFC 10052 3)")           \
	X(RING_FULL, ring_full, "no room in the ring to user space")                               \
	X(TRANSLATED, translated,                                                                  \
	  "sent from another port or to another address than planned: NAT")                        \
	X(OVER_BUDGET, over_budget,                                                                \
	  "asks for more octets than are left of the budget of --reflect-control: not answered")   \
	X(FURTHER, further, "further reply to a request that asks for several (RFC 10052)")

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
	X(UNKNOWN, unknown, "a type is unknown and came back with U")                              \
	X(MALFORMED, malformed, "one came back with M; those behind it were ignored")              \
	X(INTEGRITY, bad_hmac, "all came back with I: not signed with a key of this role")         \
	X(STRAY, stray, "one to three octets follow the last one")                                 \
	X(MORE, too_many, "more than are read: the rest was ignored")                              \
	X(CUT, cut, "Reflected Test Packet Control beyond MTU or limits: one reply, with C")       \
	X(DISOBEYED, disobeyed,                                                                    \
	  "Reflected Test Packet Control that must not be obeyed: one reply, with U")

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
