// SPDX-License-Identifier: Apache-2.0
// A HOST argument: a far side as the user names it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace stamp::net {

struct HostPort {
	std::string host;		   // name or address, without brackets; not looked up yet
	std::optional<std::uint16_t> port; // never 0

	// "name", "203.0.113.7", "2001:db8::1", "fe80::1%eth0", "name:862", "203.0.113.7:862",
	// "[anything]" and "[anything]:862". The error has code 0.
	static Result<HostPort> parse(std::string_view text);
	// As parse() takes it: brackets around an IPv6 address that has a port.
	[[nodiscard]] std::string text() const;
};

} // namespace stamp::net
