// SPDX-License-Identifier: Apache-2.0
// What the datapath of a sender reads of its spec and plan.
#pragma once

#include <cstddef>

#include "session/plan.h"
#include "session/spec.h"

namespace stamp::session {

// `cfg` of a datapath, but for what only it knows.
[[nodiscard]] stamp_cfg sender_cfg(const SenderSpec &spec, const SenderPlan &plan);
// The key of a target in the table of far ends.
[[nodiscard]] stamp_peer peer_of(const net::Endpoint &target);
// For so many targets: those that are planned, and those that may be added.
[[nodiscard]] std::size_t room_of(const SenderSpec &spec, const SenderPlan &plan);
// How many of the latest requests to each of them are remembered.
[[nodiscard]] std::uint32_t slots_of(const SenderSpec &spec);
// A reply wakes the reader; at higher rates, or of many targets, it looks by the clock.
[[nodiscard]] bool is_woken(const SenderSpec &spec);

} // namespace stamp::session
