// SPDX-License-Identifier: Apache-2.0
// The TLVs that a sender asked for: as JSON and in words.
#pragma once

#include <string>
#include <vector>

#include "render/json_writer.h"
#include "stats/tlv_report.h"

namespace stamp::render {

// The member "tlvs" of a reply, an array, and that of a summary, an object by name.
void write_tlvs(JsonWriter &line, const std::vector<stats::Tlv> &tlvs);
void write_tlvs(JsonWriter &line, const std::vector<stats::TlvTally> &tallies);

// A sentence: what it reports, or why nothing.
[[nodiscard]] std::string tlv_phrase(const stats::TlvTally &tally);

} // namespace stamp::render
