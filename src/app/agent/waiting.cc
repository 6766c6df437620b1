// SPDX-License-Identifier: Apache-2.0
#include "app/agent/waiting.h"

#include <cerrno>

namespace stamp::app {

using stats::SessionState;

SessionState state_of(const Error &error) {
	if (error.reason == Reason::unreadable_keys)
		return SessionState::key;
	if (error.reason == Reason::missing_capability || error.code == EPERM ||
	    error.code == EACCES)
		return SessionState::permission;
	if (error.reason == Reason::unknown_host)
		return SessionState::unknown_host;
	if (error.code == ENODEV || error.code == ENXIO || error.code == ENETDOWN)
		return SessionState::no_interface;
	if (error.code == ENETUNREACH || error.code == EHOSTUNREACH)
		return SessionState::no_route;
	return SessionState::failed;
}

} // namespace stamp::app
