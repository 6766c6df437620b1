// SPDX-License-Identifier: Apache-2.0
// What an agent has to tell Prometheus, piece by piece: of ten thousand sessions it is a hundred
// megabytes.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "render/metric_family.h"
#include "stats/agent_report.h"

namespace stamp::render {

class AgentMetrics {
public:
	AgentMetrics(std::shared_ptr<const stats::AgentSnapshot> snapshot, std::string version,
		     Dialect dialect);

	// Appends the next piece. False: that was the last one.
	bool next(std::string &out);

private:
	void append_process(std::string &out) const;
	void append_states(std::string &out) const;
	bool append_family(std::string &out);

	std::shared_ptr<const stats::AgentSnapshot> snapshot_;
	std::string version_; // of stamp
	Dialect dialect_;
	std::vector<Labels> labels_; // of each session
	bool is_begun_ = false, has_head_ = false;
	std::size_t family_ = 0, session_ = 0;
};

} // namespace stamp::render
