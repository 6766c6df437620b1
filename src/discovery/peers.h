// SPDX-License-Identifier: Apache-2.0
// Which of everyone discovered this agent measures. Agents choose without a coordinator, by
// rendezvous hashing (Thaler and Ravishankar, 1998).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "discovery/target.h"
#include "net/address.h"

namespace stamp::discovery {

// This agent, as others may discover it.
struct Self {
	std::string name;
	std::vector<net::Address> addresses;
};

// `peers` of `found`, or all of them, in the order of `found`. This agent is left out, whatever the
// port, and a host that is there twice with the same port counts once. The choice depends on the
// names alone: neither the order of `found` nor an earlier choice changes it.
[[nodiscard]] std::vector<Target> choose_peers(const Self &self, std::vector<Target> found,
					       std::optional<std::uint32_t> peers);

} // namespace stamp::discovery
