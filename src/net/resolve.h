// SPDX-License-Identifier: Apache-2.0
// From what the user calls a host to its address.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "net/address.h"

namespace stamp::net {

// The addresses of `host`, one at least and each once, in the order of getaddrinfo(3) (RFC 6724),
// of `family` if that is not `any`. `iface` (a name, may be empty) is the scope of a link-local
// address that brings none. May block as long as the resolver does. Errors: "resolve edge7: Name or
// service not known" with code 0 (or the errno of the resolver), an address of the other family,
// no address but link-local ones without an interface or with another than `iface`.
Result<std::vector<Address>> resolve(const std::string &host, Family family = Family::any,
				     const std::string &iface = {});

} // namespace stamp::net
