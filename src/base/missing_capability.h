// SPDX-License-Identifier: Apache-2.0
// Why a program whose file may have capabilities runs without them, and what helps.
#pragma once

#include <string>
#include <vector>

namespace stamp::privilege {

// What keeps `missing` out of a process.
struct Obstacles {
	bool file_has_capabilities = false; // of setcap
	bool no_new_privs = false;
	bool bounded = false; // one of them is not in the bounding set
	bool nosuid = false;  // the file system of the file is mounted so
};

[[nodiscard]] std::string cure_of(const Obstacles &obstacles, const std::string &file);

// Of this process.
[[nodiscard]] std::string cure_of_missing(const std::vector<unsigned> &missing);

} // namespace stamp::privilege
