// SPDX-License-Identifier: Apache-2.0
// The settings of a reflector, as they are pinned: in its `about` and its maps.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bpf/pin/instances.h"
#include "net/prefix.h"
#include "session/spec.h"

namespace stamp::bpf {

// The `about` of a reflector with these settings.
[[nodiscard]] stamp_about reflector_about(const session::ReflectorSpec &spec,
					  const net::Interface &iface, const std::string &hook);
// The settings of a pinned reflector. Reason::other_version: it has no such hook here.
Result<session::ReflectorSpec> spec_of(const Instance &reflector);

// The addresses that a reflector answers to.
Result<std::vector<net::Prefix>> pinned_addresses(const Instance &reflector);
// The prefixes of allowed sources; none: any source.
Result<std::vector<net::Prefix>> pinned_prefixes(const Instance &reflector);
// The SSIDs that it answers; none: any.
Result<std::vector<std::uint16_t>> pinned_ssids(const Instance &reflector);

} // namespace stamp::bpf
