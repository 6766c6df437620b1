// SPDX-License-Identifier: Apache-2.0
// What a running sender measures, as `stamp stats` shows it.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "render/block.h"
#include "render/json_writer.h"
#include "stats/sender_report.h"

namespace stamp::render {

// "edge7.example.net and 2 more"; empty when there are none.
[[nodiscard]] std::string targets_phrase(const std::vector<stats::SenderTally> &tallies);

// Two lines of each target: its counts, and its round trips in the last minute and since the start.
void sender_lines(const std::vector<stats::SenderTally> &tallies, std::size_t width,
		  const std::function<void(const Line &)> &take);

// "sent" to "owd_valid".
void write_measured(JsonWriter &json, const stats::SenderTally &tally);
// The member "targets", with these of each.
void write_targets(JsonWriter &json, const std::vector<stats::SenderTally> &tallies);

} // namespace stamp::render
