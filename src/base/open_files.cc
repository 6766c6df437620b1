// SPDX-License-Identifier: Apache-2.0
#include "base/open_files.h"

#include <sys/resource.h>

namespace stamp {

std::uint64_t raise_open_files() {
	rlimit limit{};
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return 0;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit); // what is refused shows when one is missing
	return limit.rlim_max;
}

} // namespace stamp
