// SPDX-License-Identifier: Apache-2.0
// What the kernel has on the hooks of an interface of this network namespace.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <linux/bpf.h>

#include "base/fd.h"
#include "base/result.h"

namespace stamp::bpf {

// Absent when the kernel does not give it.
[[nodiscard]] std::optional<bpf_link_info> link_info(const Fd &link);
[[nodiscard]] std::optional<bpf_prog_info> program_info(const Fd &program);
// The interface that a link of TCX or XDP is attached to, by its number in whatever network
// namespace it is now; 0: it has none any more.
[[nodiscard]] int ifindex_of(const bpf_link_info &link);

// Whether the program is on the hook of that interface.
[[nodiscard]] bool is_on_tcx(int ifindex, int attach_type, std::uint32_t program);
[[nodiscard]] bool is_on_xdp(int ifindex, std::uint32_t program);

} // namespace stamp::bpf
