/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * When a packet came in, T2 or T4: by the kernel's clock now or, at XDP, by what the network card
 * read off its own when it received it.
 *
 * The kernel function that hands that over may only be named in a program that is bound to a
 * device, and even where it is dead code. Hence the object is built twice, and this file is where
 * they differ: STAMP_BOUND is for devices with such clocks.
 */
#ifndef STAMP_ARRIVAL_H
#define STAMP_ARRIVAL_H

#include "env.h"
#include "lib/hardware.h"
#include "packet.h"

#ifdef STAMP_BOUND
extern int bpf_xdp_metadata_rx_timestamp(const struct xdp_md *xdp, __u64 *ns) __ksym;
#else
LIB int bpf_xdp_metadata_rx_timestamp(const struct xdp_md *xdp, __u64 *ns) {
	(void)xdp;
	*ns = cfg.test_hardware_ns;
	return 0;
}
#endif

/* UTC by the card's clock, or 0. A function of its own: not all of it fits the caller's stack. */
OWN_STACK __s64 hardware_time(struct xdp_md *xdp, __s64 now) {
	const struct stamp_phc known = {phc.utc_minus_phc_ns, phc.phc_ns, phc.rate};
	enum stamp_hw_time outcome;
	__u64 read = 0;
	__s64 utc = 0;

	if (bpf_xdp_metadata_rx_timestamp(xdp, &read))
		read = 0;
	outcome = hardware_to_utc(&known, read, now, &utc);
	add_one(&hw_times, outcome);
	return outcome == STAMP_HW_USED ? utc : 0;
}

SHELL __s64 arrival_time(const struct pkt *p, int *by_hardware) {
	const __s64 now = utc_now();
	__s64 hardware = 0;

	if (p->hook == HOOK_XDP && cfg.hardware_times)
		hardware = hardware_time(p->ctx, now);
	*by_hardware = hardware != 0;
	return hardware ? hardware : now;
}

#endif
