// SPDX-License-Identifier: Apache-2.0
// All sessions of an agent as one JSON object, piece by piece.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "render/json_writer.h"
#include "stats/agent_report.h"

namespace stamp::render {

// What a line of type "state" says of it: "up", "target" to "labels".
void write_state(JsonWriter &json, const stats::AgentSession &session);

class AgentSessions {
public:
	explicit AgentSessions(std::shared_ptr<const stats::AgentSnapshot> snapshot);

	// Appends the next piece. False: that was the last one.
	bool next(std::string &out);

private:
	void write(const stats::AgentSession &session);

	std::shared_ptr<const stats::AgentSnapshot> snapshot_;
	JsonWriter json_;
	std::size_t session_ = 0;
};

} // namespace stamp::render
