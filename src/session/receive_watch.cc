// SPDX-License-Identifier: Apache-2.0
#include "session/receive_watch.h"

#include <numeric>

namespace stamp::session {
namespace {

constexpr Duration warning_interval = std::chrono::seconds{10};

} // namespace

std::optional<HardwareTimes> hardware_times(const ReceiveTimes &times) {
	const HardwareTimes counts = times.hardware_times();
	if (!times.of_hardware() && counts == HardwareTimes{})
		return std::nullopt;
	return counts;
}

std::optional<stats::Warning> ReceiveWatch::look(const std::string &iface,
						 const ReceiveTimes &times, MonoTime now) {
	if (!times.of_hardware() || now < next_warning_)
		return std::nullopt;
	const HardwareTimes counts = times.hardware_times();
	const std::uint64_t asked = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
	const std::uint64_t failed = asked - counts[STAMP_HW_USED];
	if (failed <= reported_)
		return std::nullopt;
	reported_ = failed;
	next_warning_ = now + warning_interval;
	std::vector<stats::Message> why;
	for (std::size_t i = STAMP_HW_USED + 1; i < counts.size(); i++)
		if (counts[i] != 0)
			why.push_back({stats::hardware_kind(i), {counts[i]}});
	return stats::Warning{{stats::Kind::hardware_times, {iface, failed, asked, why}}};
}

} // namespace stamp::session
