// SPDX-License-Identifier: Apache-2.0
// Groups of members that several JSON objects have in common.
#pragma once

#include "render/json_writer.h"
#include "render/names.h"
#include "stats/report.h"

namespace stamp::render {

// The "v" of an object: of docs/schema.
inline constexpr int schema_version = 1;

// "code" and "detail".
void write_message(JsonWriter &json, const stats::Message &message);

// A member for each.
void write_named(JsonWriter &json, const char *key, const NamedCounts &counts);
// "sent" to "late", "not_sent" and its reasons.
void write_counts(JsonWriter &json, const stats::Counts &counts);
// "rtt_ns" to "proc_ns", and what the one-way values are worth.
void write_delays(JsonWriter &json, const stats::DelaySummaries &delays);
void write_delay(JsonWriter &json, const char *key, const stats::DelaySummary &delay);

} // namespace stamp::render
