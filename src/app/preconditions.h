// SPDX-License-Identifier: Apache-2.0
// What sender and reflector need alike before they start.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/privilege.h"
#include "base/result.h"
#include "session/shared_keys.h"
#include "session/spec.h"
#include "session/wire_clock.h"
#include "stats/message.h"

namespace stamp::app {

// A program with file capabilities would let any user take any port of the host, DNS or HTTPS say:
// below 1024 all but 862 are for `user` 0 alone.
Result<void> check_ports(const std::vector<std::uint16_t> &ports, unsigned user);
// Of the user who started us.
Result<void> check_ports(const std::vector<std::uint16_t> &ports);

// The local clock, if it is as the spec demands.
Result<session::WireClock> checked_clock(const session::RoleSpec &spec);

// What a reader of the log has to know of that clock; absent: nothing.
[[nodiscard]] std::optional<stats::Message> clock_note(const session::WireClock &clock);

// For what is done with BPF programs, as long as it is held: no file of the caller is opened
// meanwhile. What libbpf says goes to the log from then on.
Result<privilege::Raised> require_bpf();

// Checks the ports and the keys of a spec, whatever is there already. Returns the keys, for the
// files are read here alone.
Result<session::SharedKeys> check_reflector(const session::ReflectorSpec &spec);

// An error of read_keys() or read_only_key().
[[nodiscard]] Error unreadable_keys(const Error &error);

} // namespace stamp::app
