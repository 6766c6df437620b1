// SPDX-License-Identifier: Apache-2.0
// That requests go where a sender that started now would not send them.
#pragma once

#include <cstdint>
#include <string>

namespace stamp::session {

struct PathChange {
	enum class Kind : std::uint8_t {
		route, // it leads to another interface
		name,  // it has other addresses
	};
	Kind kind = Kind::route;
	std::uint16_t session = 0; // as in a Request
	// The target; the interface or addresses that it has now; where requests still go.
	std::string target, now, still;
};

} // namespace stamp::session
