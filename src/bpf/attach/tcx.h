// SPDX-License-Identifier: Apache-2.0
// Attaching through TCX. Its numbers (include/uapi/linux/bpf.h of Linux 6.6) are not in the headers
// of Debian 12.
#pragma once

#include "base/fd.h"
#include "base/result.h"
#include "bpf/object/object.h"
#include "net/iface.h"

namespace stamp::bpf {

inline constexpr int tcx_ingress = 46;	  // BPF_TCX_INGRESS
inline constexpr int tcx_egress = 47;	  // BPF_TCX_EGRESS
inline constexpr unsigned tcx_before = 8; // BPF_F_BEFORE: in front of what is there

inline constexpr unsigned tcx_most_programs = 63; // of one hook: BPF_MPROG_MAX - 1

// An error code that is no errno: the text of the error is enough.
inline constexpr int tcx_is_full = 0;

// In front of every other program: one that ends the chain must not hide packets from us.
// EOPNOTSUPP: the kernel has no TCX.
Result<Fd> link_tcx(const Program &program, const net::Interface &iface, int attach_type);
// For one more program at either hook.
[[nodiscard]] bool has_tcx_room(const net::Interface &iface);
// What `--hook auto` makes of an error of it.
[[nodiscard]] bool clsact_may_serve(const Error &error);

} // namespace stamp::bpf
