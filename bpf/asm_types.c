// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Compiled by the C compiler of the program, which says where it found the header.
#include <asm/types.h>
