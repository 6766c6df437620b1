// SPDX-License-Identifier: Apache-2.0
#include "base/standard_streams.h"

#include <fcntl.h>
#include <unistd.h>

namespace stamp {

bool open_standard_streams() {
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) >= 0)
			continue;
		// The lowest number that is free is this one, for those below are open by now. It
		// stays open: it is the process's, and its children's.
		if (open("/dev/null", O_RDWR) != fd)
			return false;
	}
	return true;
}

} // namespace stamp
