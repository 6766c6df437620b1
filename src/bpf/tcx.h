// SPDX-License-Identifier: Apache-2.0
// The numbers of TCX (include/uapi/linux/bpf.h of Linux 6.6), which the headers of Debian 12 lack.
#pragma once

namespace stamp::bpf {

inline constexpr int tcx_ingress = 46;	  // BPF_TCX_INGRESS
inline constexpr int tcx_egress = 47;	  // BPF_TCX_EGRESS
inline constexpr unsigned tcx_before = 8; // BPF_F_BEFORE: in front of what is there

} // namespace stamp::bpf
