// SPDX-License-Identifier: Apache-2.0
// What `stamp doctor` found, as plain data.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace stamp::stats {

// A fault stops stamp, or the measurement of one-way delays; a note is worth knowing, or is not
// known.
enum class Finding : std::uint8_t { ok, note, fault };

struct Check {
	std::string name;  // "kernel", "capabilities", ...
	std::string iface; // empty: it is of the host
	Finding finding = Finding::ok;
	std::string text; // what was found
	std::string cure; // empty: there is none, or none is needed
};

struct Checkup {
	std::string stamp; // the version
	std::vector<Check> checks;
	int exit = 0;

	[[nodiscard]] std::size_t count(Finding finding) const {
		return static_cast<std::size_t>(
			std::count_if(checks.begin(), checks.end(), [finding](const Check &check) {
				return check.finding == finding;
			}));
	}
};

} // namespace stamp::stats
