// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <unistd.h>

namespace stamp {

// As many octets as mmap(2) maps for so many.
inline std::size_t whole_pages(std::size_t octets) {
	const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
	return (octets + page - 1) / page * page;
}

} // namespace stamp
