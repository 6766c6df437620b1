// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The smallest object with type information: can bpftool link one of another byte order?
int other_order(void) {
	return 0;
}
