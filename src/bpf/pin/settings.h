// SPDX-License-Identifier: Apache-2.0
// What a pinned reflector was set up with, as its maps have it.
#pragma once

#include <cstdint>
#include <vector>

#include "bpf/pin/instances.h"
#include "net/prefix.h"

namespace stamp::bpf {

// The addresses that a reflector answers to.
Result<std::vector<net::Prefix>> pinned_addresses(const Instance &reflector);
// The prefixes that it lets in; none: anybody.
Result<std::vector<net::Prefix>> pinned_prefixes(const Instance &reflector);
// The SSIDs that it answers; none: any.
Result<std::vector<std::uint16_t>> pinned_ssids(const Instance &reflector);

} // namespace stamp::bpf
