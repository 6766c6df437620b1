// SPDX-License-Identifier: Apache-2.0
// Who sent to a sender's port without having been asked.
#pragma once

#include <optional>

#include "net/address.h"

namespace stamp::bpf {

// The latest one of the map `strangers`. Absent: there was none.
[[nodiscard]] std::optional<net::Endpoint> latest_stranger(int map);

} // namespace stamp::bpf
