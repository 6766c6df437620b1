// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What the programs of the floor have in common: their verdict, and the frame that they are fed.
#pragma once

#include <linux/types.h>

enum { NEXT = -1, FRAME_OCTETS = 192 };

/* Of a request over IPv4 without options. */
enum { SOURCE = 14 + 12, SOURCE_PORT = 14 + 20, SSID = 14 + 20 + 8 + 14 };

extern __u8 frame[FRAME_OCTETS]; /* the first octets of the packet */
