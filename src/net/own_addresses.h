// SPDX-License-Identifier: Apache-2.0
// By which addresses others may know this host.
#pragma once

#include <vector>

#include "net/address.h"

namespace stamp::net {

// Of all interfaces of the network namespace, loopback too; what cannot be asked for is empty.
// Link-local ones have their scope.
[[nodiscard]] std::vector<Address> own_addresses();

} // namespace stamp::net
