// SPDX-License-Identifier: Apache-2.0
// What a reflector reports of its interfaces while it runs.
#include <utility>

#include "session/reflector.h"

namespace stamp::session {

// Once for each reason, however often it is attached.
void Reflector::report_not_pinned(std::size_t i) {
	const std::string why = ports_[i].datapath->why_not_pinned();
	if (why != std::exchange(states_[i].why_not_pinned, why) && !why.empty())
		events_.warning({{stats::Kind::reflector_not_pinned, {ports_[i].iface, why}}});
}

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

void Reflector::report_refused(MonoTime now) {
	for (std::size_t i = 0; i < ports_.size(); i++)
		for (const auto &warning :
		     states_[i].refused.look(ports_[i].iface, *ports_[i].datapath, now))
			events_.warning(warning);
}

void Reflector::report_fallbacks(MonoTime now) {
	for (std::size_t i = 0; i < ports_.size(); i++)
		if (const auto warning = states_[i].receive_times.look(ports_[i].iface,
								       *ports_[i].datapath, now))
			events_.warning(*warning);
}

void Reflector::report_unstamped(MonoTime now) {
	for (std::size_t i = 0; i < ports_.size(); i++)
		if (const auto warning = states_[i].unstamped.look(
			    ports_[i].iface, ports_[i].datapath->verdicts(), now))
			events_.warning(*warning);
}

// At the end: what was not due yet.
void Reflector::report_rest(MonoTime now) {
	report_unstamped(now);
	for (std::size_t i = 0; i < ports_.size(); i++)
		warn(states_[i].refused.rest(ports_[i].iface, ports_[i].datapath->verdicts()));
}

} // namespace stamp::session
