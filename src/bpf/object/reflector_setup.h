// SPDX-License-Identifier: Apache-2.0
// The configuration and the maps of a reflector, from its settings.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "bpf/object/card_clock.h"
#include "net/local_table.h"
#include "session/spec.h"

namespace stamp::bpf {

[[nodiscard]] stamp_cfg reflector_cfg(const session::ReflectorSpec &spec,
				      const net::Interface &iface);

// The MAC addresses that frames to us have: the interface's, and that of the bridge whose port it
// is.
void write_macs(const net::Interface &iface, stamp_live &live);
Result<void> fill_allowed(const Object &object, const std::vector<net::Prefix> &allow);
Result<void> fill_ssids(const Object &object, const std::vector<std::uint16_t> &ssids);

// The addresses that a reflector knows, by address and host bits.
using LocalTable = std::map<std::pair<net::Address, unsigned>, stamp_local_kind>;
// As many as the programs have room for, those that are to be answered first.
[[nodiscard]] LocalTable local_table(const std::vector<net::LocalAddress> &addresses);
// Makes the map hold these. What `before` has as well is answered all the time.
Result<void> fill_local(const Object &object, const LocalTable &wanted, const LocalTable &before);
// An error when there are more than a reflector answers to.
Result<void> check_room(const std::vector<net::LocalAddress> &addresses);

} // namespace stamp::bpf
