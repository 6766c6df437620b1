// SPDX-License-Identifier: Apache-2.0
// Attaching through a clsact qdisc, for kernels before TCX (6.6).
//
// A filter does not go with its owner. Each of ours has our priority, a handle of its own that is
// claimed for as long as its owner lives (net/claim.h), and our program's name. A child process
// removes it when the owner ends, however that happens; if the child is killed as well, the next
// process to come finds a filter with our name on an unclaimed handle and removes it.
#pragma once

#include <memory>

#include "base/fd.h"
#include "bpf/attach/attach.h"

namespace stamp::bpf {

Result<std::unique_ptr<Attachment>> attach_clsact(const Object &object,
						  const net::Interface &iface);

inline constexpr std::uint16_t filter_priority = 0x5354; // "ST"

// The parts of it, for a qdisc that is there (bpf/qdisc.h).
// Of our priority. `replace`: whatever has the handle, at once.
Result<void> set_filter(const Program &program, const net::Interface &iface, bool ingress,
			std::uint32_t handle, bool replace);
// In the place of whatever has the handle.
Result<void> set_filter(const Fd &program, const std::string &name, int ifindex, bool ingress,
			std::uint32_t handle);
void remove_filter(int ifindex, bool ingress, std::uint32_t handle);
// Removes the filters of killed processes whose cleanup child was killed too; returns of how many.
std::size_t remove_unclaimed_filters(const net::Interface &iface);

} // namespace stamp::bpf
