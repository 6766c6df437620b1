/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the verifiers demand beyond what the code would need. Nothing to include: a comment that
 * says "verifier: NAME" means a row of this table. "Few capabilities" is a load with CAP_BPF and
 * CAP_NET_ADMIN, but without CAP_PERFMON, as a service has it.
 *
 * CONSTANT_STEPS
 *   Who      all kernels, few capabilities: the guard against Spectre v1
 *   Message  "R1 has pointer with unsupported alu operation, pointer arithmetic with it prohibited
 *            for !root"
 *   Cause    The compiler adds a register to a pointer, be it one of two constants.
 *   Remedy   Pointers move by constants, and PIN() hides where they came from.
 *
 * NO_POINTER_COMPARED
 *   Who      all kernels, few capabilities
 *   Message  "R1 pointer comparison prohibited"
 *   Cause    A packet pointer is compared with NULL.
 *   Remedy   Flags, and not null pointers, say whether there is something: take(), is_ipv6.
 *
 * BOTH_WAYS
 *   Who      Linux 6.1, few capabilities: it walks both ways from a comparison whose outcome it
 *            knows
 *   Message  "R1 invalid mem access 'scalar'"
 *   Cause    On the way that cannot be, a null pointer is used, or a pointer of the other kind.
 *   Remedy   A look-up is tested once. A flag says what is not there, and its pointer is valid all
 *            the same; pointers are set again; both branches may read as much; a size is masked
 *            and not compared.
 *
 * WHOLE_SLOTS
 *   Who      all kernels, few capabilities
 *   Message  "attempt to corrupt spilled pointer on stack"
 *   Cause    Less than 8 octets are written where a spilled pointer lay before.
 *   Remedy   -mcpu=v2 (every spill is whole); keys are __u64, lie in the work space, or in a
 *            function of their own (OWN_STACK).
 *
 * WHOLE_WORDS
 *   Who      all kernels
 *   Message  that of whatever follows from the value
 *   Cause    What a variable narrower than 8 octets holds is forgotten on the stack.
 *   Remedy   Flags that later checks build on are __u64.
 *
 * NOT_ZERO
 *   Who      before Linux 6.8, which learns nothing from "not 0"
 *   Message  "R4 invalid zero-sized read"
 *   Cause    A helper gets a size that was compared with 0.
 *   Remedy   (opaque(size - 1) & mask) + 1
 *
 * BOUND_WHAT_IS_USED
 *   Who      all kernels
 *   Message  "R2 unbounded memory access, use 'var &= const' or 'if (var < const)'"
 *   Cause    The compiler compares a copy of the value, or removes a check that it finds needless.
 *   Remedy   opaque(), and then the check.
 *
 * FENCED_SPILLS
 *   Who      all kernels, few capabilities: the guard against Spectre v4
 *   Message  none; a fence of some 5 ns follows a store to the stack
 *   Cause    More values are alive than there are registers.
 *   Remedy   Sums are made at once (opaque()), addresses compared where they lie, what is needed
 *            late lies in memory of the caller (sha256.h).
 *
 * ONE_STACK
 *   Who      all kernels
 *   Message  "combined stack size of 3 calls is 544. Too large"
 *   Cause    512 octets hold the stacks of all functions that are called from within one another.
 *   Remedy   Steps are called one after the other (steps.h); what is big lies in the work space.
 *
 * FEW_PATHS
 *   Who      all kernels; with few capabilities Linux 6.1 walks most
 *   Message  "BPF program is too large. Processed 1000001 insn"
 *   Cause    Branches multiply through loops and callers.
 *   Remedy   Global functions (VERIFIED_ONCE) and callbacks of bpf_loop() are walked once; no
 *            branch where arithmetic does (equals()). tests/bpf/budget.cc holds what a program may
 *            take.
 */
#ifndef STAMP_VERIFIER_H
#define STAMP_VERIFIER_H

#endif
