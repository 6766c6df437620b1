// SPDX-License-Identifier: Apache-2.0
#include "render/sessions.h"

#include "render/phrase.h"

namespace stamp::render {

namespace {

using Known = std::optional<std::uint64_t>;

Known sum(const Known &a, const Known &b) {
	return a && b ? Known(*a + *b) : std::nullopt;
}

// Both have the same names in the same order, or one is empty.
void add(stats::NamedCounts &sum, const stats::NamedCounts &more) {
	if (sum.empty())
		sum = more;
	else
		for (std::size_t i = 0; i < more.size(); i++)
			sum[i].second += more[i].second;
}

void subtract(stats::NamedCounts &sum, const stats::NamedCounts &less) {
	for (std::size_t i = 0; i < less.size(); i++)
		sum[i].second -= less[i].second;
}

} // namespace

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
	return "warning: " + warning.code + ": " + (named ? name(warning.session) + ": " : "") +
	       warning.detail;
}

std::optional<stats::Summary> Sessions::ended(const stats::Summary &s) {
	const bool first = rows_.empty();
	rows_.push_back({target(s.session), name(s.session), s});
	total_.lost_fwd = first ? s.lost_fwd : sum(total_.lost_fwd, s.lost_fwd);
	total_.lost_bwd = first ? s.lost_bwd : sum(total_.lost_bwd, s.lost_bwd);
	total_.lost_unknown = first ? s.lost_unknown : sum(total_.lost_unknown, s.lost_unknown);
	total_.sent += s.sent;
	total_.received += s.received;
	total_.lost += s.lost;
	total_.not_sent += s.not_sent;
	total_.not_sent_reasons.resize(s.not_sent_reasons.size());
	for (std::size_t i = 0; i < s.not_sent_reasons.size(); i++) {
		total_.not_sent_reasons[i].first = s.not_sent_reasons[i].first;
		total_.not_sent_reasons[i].second += s.not_sent_reasons[i].second;
	}
	total_.in_flight += s.in_flight;
	total_.duplicate += s.duplicate;
	total_.reordered += s.reordered;
	total_.late += s.late;
	total_.missed_slots += s.missed_slots;
	// What each session has of all of them counts once.
	total_.authenticated = s.authenticated;
	total_.bad_auth = s.bad_auth;
	total_.ring_drops = s.ring_drops;
	total_.output_dropped = s.output_dropped;
	total_.unexpected_from = s.unexpected_from;
	total_.unexpected += s.unexpected;
	add(total_.unexpected_reasons, s.unexpected_reasons);
	if (!first) {
		for (const auto &[name, count] : s.unexpected_of_nobody)
			total_.unexpected -= count;
		subtract(total_.unexpected_reasons, s.unexpected_of_nobody);
	}
	total_.implausible += s.implausible;
	if (!several() || rows_.size() != targets_.size())
		return std::nullopt;
	return total_;
}

} // namespace stamp::render
