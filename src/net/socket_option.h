// SPDX-License-Identifier: Apache-2.0
// Options of sockets whose value is an int, which most are.
#pragma once

#include <sys/socket.h>

#include "base/result.h"

namespace stamp::net {

// The error says what it was for: "set the TTL".
inline Result<void> set_option(int fd, int level, int option, int value, const char *doing) {
	if (setsockopt(fd, level, option, &value, sizeof(value)) != 0)
		return last_error(doing);
	return {};
}

} // namespace stamp::net
