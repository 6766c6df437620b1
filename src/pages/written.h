// SPDX-License-Identifier: Apache-2.0
// The files of the project that are made of the option tables.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace stamp::pages {

struct Written {
	std::string path; // below the project
	std::string content;
};

// What they have to be, from the templates below `root`, the project.
Result<std::vector<Written>> written_files(const std::string &root);

Result<std::string> contents(const std::string &path);

} // namespace stamp::pages
