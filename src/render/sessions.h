// SPDX-License-Identifier: Apache-2.0
// The sessions of a run as the text output distinguishes them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "render/targets_table.h"
#include "stats/report.h"

namespace stamp::render {

class Sessions {
public:
	void started(const stats::Start &start);
	[[nodiscard]] bool several() const { return targets_.size() > 1; }

	// "edge7.example.net (203.0.113.7:862)" and "edge7.example.net". A session that was not
	// started has its number.
	[[nodiscard]] std::string target(std::uint32_t session) const;
	[[nodiscard]] std::string name(std::uint32_t session) const;
	// "warning: ee_zero: ...", with the name of the session behind the code when there are
	// several and it is about one of them.
	[[nodiscard]] std::string warning(const stats::Warning &warning) const;

	// Takes the last summary of a session. With that of the last of several sessions, the sum
	// of all their counts: the loss in one direction only if all know it.
	std::optional<stats::Summary> ended(const stats::Summary &summary);
	// The last summaries of all that have ended so far.
	[[nodiscard]] const std::vector<TargetRow> &rows() const { return rows_; }

private:
	struct Target {
		std::string phrase, name;
	};

	std::map<std::uint32_t, Target> targets_;
	std::vector<TargetRow> rows_;
	stats::Summary total_;
};

} // namespace stamp::render
