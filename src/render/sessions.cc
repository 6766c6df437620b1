// SPDX-License-Identifier: Apache-2.0
#include "render/sessions.h"

#include "render/phrase.h"
#include "render/sentence.h"

namespace stamp::render {

void Sessions::started(const stats::Start &start) {
	const stats::Endpoint &dst = start.dst;
	targets_[start.session] = {target_phrase(dst),
				   dst.host.empty() ? address_phrase(dst) : dst.host};
}

std::string Sessions::target(std::uint32_t session) const {
	const auto found = targets_.find(session);
	return found != targets_.end() ? found->second.phrase : std::to_string(session);
}

std::string Sessions::name(std::uint32_t session) const {
	const auto found = targets_.find(session);
	return found != targets_.end() ? found->second.name : std::to_string(session);
}

std::string Sessions::warning(const stats::Warning &warning) const {
	const bool named = several() && warning.session != 0;
	return "warning: " + std::string(stats::code(warning.message)) + ": " +
	       (named ? name(warning.session) + ": " : "") + sentence(warning.message);
}

std::optional<stats::Summary> Sessions::ended(const stats::Summary &s) {
	const bool first = rows_.empty();
	rows_.push_back({target(s.session), name(s.session), s});
	if (first)
		static_cast<stats::Counts &>(total_) = s;
	else
		stats::add(total_, s);
	total_.in_flight += s.in_flight;
	total_.missed_slots += s.missed_slots;
	// What each session has of all of them counts once.
	total_.authenticated = s.authenticated;
	total_.bad_auth = s.bad_auth;
	total_.ring_drops = s.ring_drops;
	total_.output_dropped = s.output_dropped;
	total_.unexpected_from = s.unexpected_from;
	total_.unexpected += s.unexpected;
	stats::add(total_.unexpected_reasons, s.unexpected_reasons);
	if (!first) {
		for (const std::uint64_t count : s.unexpected_of_nobody)
			total_.unexpected -= count;
		stats::subtract(total_.unexpected_reasons, s.unexpected_of_nobody);
	}
	total_.implausible += s.implausible;
	if (!several() || rows_.size() != targets_.size())
		return std::nullopt;
	return total_;
}

} // namespace stamp::render
