// SPDX-License-Identifier: Apache-2.0
// The families of metrics that every session of a sender has samples in (docs/metrics.md).
#pragma once

#include <span>
#include <string>

#include "render/metric_family.h"
#include "stats/sender_report.h"

namespace stamp::render {

struct SenderFamily {
	const char *name, *help;
	Kind kind;
	// The samples of one session, which may be none.
	void (*append)(std::string &out, const std::string &name, const Labels &labels,
		       const stats::SenderTally &tally);
};

[[nodiscard]] std::span<const SenderFamily> sender_families();

} // namespace stamp::render
