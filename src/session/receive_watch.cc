// SPDX-License-Identifier: Apache-2.0
#include "session/receive_watch.h"

#include <numeric>

namespace stamp::session {
namespace {

constexpr Duration telling_interval = std::chrono::seconds{10};

struct Row {
	const char *name, *text;
};
constexpr std::array rows = {
#define X(code, name, text) Row{#name, text},
	STAMP_HW_TIMES(X)
#undef X
};

} // namespace

stats::NamedCounts named(const ReceiveTimes &times) {
	const HardwareTimes counts = times.hardware_times();
	stats::NamedCounts all;
	if (!times.of_hardware() && counts == HardwareTimes{})
		return all;
	for (std::size_t i = 0; i < rows.size(); i++)
		all.emplace_back(rows[i].name, counts[i]);
	return all;
}

std::optional<stats::Warning> ReceiveWatch::look(const std::string &iface,
						 const ReceiveTimes &times, MonoTime now) {
	if (!times.of_hardware() || now < next_telling_)
		return std::nullopt;
	const HardwareTimes counts = times.hardware_times();
	const std::uint64_t asked = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
	const std::uint64_t failed = asked - counts[STAMP_HW_USED];
	if (failed <= told_)
		return std::nullopt;
	told_ = failed;
	next_telling_ = now + telling_interval;
	std::string why;
	for (std::size_t i = STAMP_HW_USED + 1; i < rows.size(); i++)
		if (counts[i] != 0)
			why += std::string(why.empty() ? ": " : "; ") + std::to_string(counts[i]) +
			       " " + rows[i].name + " (" + rows[i].text + ")";
	return stats::Warning{"hardware_times", iface + ": " + std::to_string(failed) + " of " +
							std::to_string(asked) +
							" receive timestamps come from the kernel "
							"clock" +
							why};
}

} // namespace stamp::session
