/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Why a packet to a sender's port answers none of its requests. */
#ifndef STAMP_UNEXPECTED_H
#define STAMP_UNEXPECTED_H

/* A row: enumerator, name in metrics and JSON, sentence. */
#define STAMP_UNEXPECTED(X)                                                                        \
	X(OTHER_ADDRESS, other_address, "from an address or port that was not asked")              \
	X(BAD_CHECKSUM, bad_checksum, "IPv4 or UDP checksum wrong")                                \
	X(TOO_SHORT, too_short, "shorter than any reply")                                          \
	X(OTHER_MODE, other_mode, "signed and this run is not, or not signed and this run is")     \
	X(OWN_REQUEST, own_request, "a request of this run, which came back as it was")            \
	X(WRONG_SSID, wrong_ssid, "session identifier of another session")                         \
	X(UNKNOWN_NUMBER, unknown_number, "echoes a number that was not sent")                     \
	X(FOREIGN_T1, foreign_t1, "echoes another T1 than the request of its number had")          \
	X(FOREIGN_ERROR, foreign_error_estimate, "echoes another Error Estimate than that had")    \
	X(OTHER_LINK, other_link, "of another member link (RFC 9534 3.2)")

enum stamp_unexpected {
#define X(code, name, text) STAMP_U_##code,
	STAMP_UNEXPECTED(X)
#undef X
		STAMP_U_COUNT
};

#endif
