// SPDX-License-Identifier: Apache-2.0
// What a reflector reports of its interfaces while it runs.
#include "session/reflector.h"

namespace stamp::session {
namespace {

constexpr Duration limit_report_interval = std::chrono::seconds{10};

} // namespace

// An interface that is made, or set up, gets its addresses a moment later.
void Reflector::report_unanswerable(Duration patience) {
	for (auto &state : states_) {
		if (!state.unanswerable || state.unanswerable->is_reported ||
		    host_.now() - state.unanswerable->since < patience)
			continue;
		events_.warning(state.unanswerable->warning);
		state.unanswerable->is_reported = true;
	}
}

void Reflector::report_limits(MonoTime now) {
	if (now < next_limit_report_)
		return;
	for (std::size_t i = 0; i < ports_.size(); i++) {
		const std::uint64_t limited = ports_[i].datapath->verdicts()[STAMP_V_RATE_LIMITED];
		const std::uint64_t more = limited - states_[i].limited_reported;
		if (more == 0)
			continue;
		events_.warning(
			{"rate_limited", ports_[i].iface + ": " + std::to_string(more) +
						 " requests exceeded the rate and were dropped"});
		states_[i].limited_reported = limited;
		next_limit_report_ = now + limit_report_interval;
	}
}

void Reflector::report_refused(MonoTime now) {
	for (std::size_t i = 0; i < ports_.size(); i++)
		for (const auto &warning :
		     states_[i].refused.look(ports_[i].iface, *ports_[i].datapath, now))
			events_.warning(warning);
}

void Reflector::report_fallbacks(MonoTime now) {
	for (std::size_t i = 0; i < ports_.size(); i++)
		if (const auto warning = states_[i].receive_times.look(
			    ports_[i].iface, *ports_[i].datapath, now))
			events_.warning(*warning);
}

void Reflector::report_unstamped(MonoTime now) {
	for (std::size_t i = 0; i < ports_.size(); i++)
		if (const auto warning = states_[i].unstamped.look(
			    ports_[i].iface, ports_[i].datapath->verdicts(), now))
			events_.warning(*warning);
}

} // namespace stamp::session
