// SPDX-License-Identifier: Apache-2.0
// TCP ports that this process listens on, and their connections.
#pragma once

#include "base/fd.h"
#include "base/result.h"
#include "net/address.h"

namespace stamp::net {

// Of this address alone; :: is IPv6 alone, too. Port 0: one that is free.
Result<Fd> listen_tcp(const Endpoint &at);
// Where it listens.
Result<Endpoint> local_endpoint(int socket);
// Both directions of a connection; its descriptor stays.
void shut_down(int socket);

} // namespace stamp::net
