// SPDX-License-Identifier: Apache-2.0
// What `stamp doctor` found, as text and JSON.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace stamp::render {

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

	[[nodiscard]] std::size_t count(Finding finding) const;
};

[[nodiscard]] std::string checkup_text(const Checkup &checkup);
// One object on one line.
[[nodiscard]] std::string checkup_json(const Checkup &checkup);

} // namespace stamp::render
