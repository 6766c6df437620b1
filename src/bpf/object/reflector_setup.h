// SPDX-License-Identifier: Apache-2.0
// The maps of a reflector, from its settings.
#pragma once

#include <cstdint>
#include <vector>

#include "bpf/object/object.h"
#include "net/prefix.h"
#include "session/local_table.h"

namespace stamp::bpf {

// The MAC addresses that frames to us have: the interface's, and that of the bridge whose port it
// is.
void write_macs(const net::Interface &iface, stamp_live &live);
Result<void> fill_allowed(const Object &object, const std::vector<net::Prefix> &allow);
Result<void> fill_ssids(const Object &object, const std::vector<std::uint16_t> &ssids);

// Makes the map hold these. What `before` has as well is answered all the time.
Result<void> fill_local(const Object &object, const session::LocalTable &wanted,
			const session::LocalTable &before);

} // namespace stamp::bpf
