// SPDX-License-Identifier: Apache-2.0
// A YAML file of nested tables with texts in them, which is all that a web configuration has.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace stamp::http {

struct YamlEntry {
	std::string key, at; // "FILE:LINE:COLUMN"
	bool is_table = false;
	std::string text; // of no table
	std::vector<YamlEntry> entries;
};

// The outermost table. `path`: for errors.
Result<std::vector<YamlEntry>> read_yaml(const std::string &path, const std::string &text);

} // namespace stamp::http
