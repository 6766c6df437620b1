// SPDX-License-Identifier: Apache-2.0
// The names that text, JSON and metrics have for the enumerators of a report.
#pragma once

#include <cstdint>
#include <vector>

#include "stats/counters.h"
#include "stats/reflector_report.h"

namespace stamp::render {

struct NamedCount {
	const char *name;
	std::uint64_t count;
};
using NamedCounts = std::vector<NamedCount>;

// Every row of the table, in its order.
[[nodiscard]] NamedCounts named_verdicts(const stats::Verdicts &counts);
[[nodiscard]] NamedCounts named_tlv_notes(const stats::TlvNotes &counts);
[[nodiscard]] NamedCounts named_hardware_times(const stats::HardwareTimes &counts);
[[nodiscard]] NamedCounts named_not_sent(const stats::NotSent &counts);
[[nodiscard]] NamedCounts named_unexpected(const stats::Unexpected &counts);

[[nodiscard]] const char *name_of(stamp_not_sent reason);
[[nodiscard]] const char *name_of(stamp_role role);
[[nodiscard]] const char *name_of(stamp_format format);
[[nodiscard]] const char *name_of(stats::PinnedReflector::State state);
// Whose receive times: the network card's, or the kernel's.
[[nodiscard]] const char *source_name(bool of_hardware);

} // namespace stamp::render
