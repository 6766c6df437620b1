/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* STAMP extensions: the TLV header and the registered types (RFC 8972 4). */
#ifndef STAMP_TLV_H
#define STAMP_TLV_H

#include "wire.h"

struct stamp_tlv {
	__u8 flags;
	__u8 type;
	__be16 length; /* of the value alone */
};
STAMP_AT(stamp_tlv, type, 1);
STAMP_AT(stamp_tlv, length, 2);
STAMP_SIZE(stamp_tlv, 4);

/* RFC 8972 4: set by the sender in every TLV, cleared by a reflector that understood it. */
#define STAMP_TLV_UNRECOGNISED 0x80u

/* RFC 8972 5.1 */
enum stamp_tlv_type {
	STAMP_TLV_EXTRA_PADDING = 1, /* RFC 8972 4.1 */
};

#endif
