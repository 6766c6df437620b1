// SPDX-License-Identifier: Apache-2.0
// Rules that sender and reflector have in common.
#pragma once

#include <optional>
#include <string>

#include "cli/error_line.h"
#include "session/spec.h"

namespace stamp::cli {

// The kernel's own rule for the name of an interface (dev_valid_name(); IFNAMSIZ is 16).
[[nodiscard]] std::optional<UsageError> check_iface(const std::string &name);
// `option`: the one that names a key for TLVs; empty: none does.
[[nodiscard]] std::optional<UsageError> check_keys(bool authenticated, const std::string &option);
// Only XDP comes before the kernel lets go of the card's times.
[[nodiscard]] std::optional<UsageError> check_source(const session::RoleSpec &spec);

} // namespace stamp::cli
