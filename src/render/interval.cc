// SPDX-License-Identifier: Apache-2.0
#include "render/interval.h"

#include "render/duration.h"
#include "render/phrase.h"

namespace stamp::render {
std::string interval_phrase(const stats::Interval &interval) {
	const stats::DelaySummary &rtt = interval.rtt;
	return format_time(interval.at) + " " + format_duration(interval.duration) + ": " +
	       counts_phrase(interval) + "; roundtrip p50 " + format_duration(rtt.p50) + ", p99 " +
	       format_duration(rtt.p99) + ", max " + format_duration(rtt.max) + ", jitter " +
	       format_duration(rtt.jitter);
}

} // namespace stamp::render
