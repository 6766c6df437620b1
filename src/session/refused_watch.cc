// SPDX-License-Identifier: Apache-2.0
#include "session/refused_watch.h"

#include <algorithm>
#include <utility>

namespace stamp::session {
namespace {

constexpr Duration between_looks = std::chrono::seconds{1};
constexpr Duration between_counts = std::chrono::seconds{10};
constexpr Duration lasting = std::chrono::minutes{1};
constexpr std::size_t most_lines = 8; // a look; beyond that a flood has forged its sources

// What came on top; whether there is something to report.
struct News {
	std::uint64_t more = 0;
	bool is_new = false;
};

template <typename Episode> News follow(Episode &episode, std::uint64_t count, MonoTime now) {
	const std::uint64_t more = count - episode.count;
	if (more == 0)
		return {};
	const bool goes_on = episode.latest != MonoTime{} && now - episode.latest <= lasting;
	episode.count = count;
	episode.latest = now;
	return {more, !goes_on};
}

} // namespace

void RefusedWatch::look_at_sources(const std::string &iface, ReflectorDatapath &datapath,
				   MonoTime now, std::vector<stats::Warning> &warnings) {
	const double seconds = std::chrono::duration<double>(now - looked_).count();
	std::size_t reported = 0, others = 0;
	for (const LimitedSource &source : datapath.limited_sources()) {
		const News news = follow(sources_[source.address], source.limited, now);
		if (!news.is_new)
			continue;
		if (reported++ >= most_lines) {
			others++;
			continue;
		}
		const double over = static_cast<double>(news.more) / seconds;
		const auto asked = static_cast<std::uint64_t>(over) + source.rate_pps;
		warnings.push_back(
			{{stats::Kind::source_limited,
			  {iface, source.address.text(), asked, std::uint64_t{source.rate_pps}}}});
	}
	if (others != 0)
		warnings.push_back(
			{{stats::Kind::sources_limited, {iface, std::uint64_t{others}}}});
	std::erase_if(sources_,
		      [now](const auto &entry) { return now - entry.second.latest > lasting; });
}

std::optional<stats::Warning> RefusedWatch::rest(const std::string &iface,
						 const Verdicts &verdicts) {
	const std::uint64_t all = verdicts[STAMP_V_RATE_LIMITED];
	const std::uint64_t before = std::exchange(limited_reported_, all);
	if (all == before)
		return std::nullopt;
	if (before == 0)
		return stats::Warning{{stats::Kind::rate_limited, {iface, all}}};
	return stats::Warning{{stats::Kind::rate_limited_again, {iface, all - before, all}}};
}

std::vector<stats::Warning> RefusedWatch::look(const std::string &iface,
					       ReflectorDatapath &datapath, MonoTime now) {
	std::vector<stats::Warning> warnings;
	if (looked_ == MonoTime{})
		looked_ = now;
	if (now - looked_ < between_looks)
		return warnings;
	const Verdicts verdicts = datapath.verdicts();
	if (now >= next_count_)
		if (auto count = rest(iface, verdicts)) {
			warnings.push_back(*std::move(count));
			next_count_ = now + between_counts;
		}
	if (follow(limited_, verdicts[STAMP_V_RATE_LIMITED], now).more != 0)
		look_at_sources(iface, datapath, now, warnings);
	if (follow(unsigned_, verdicts[STAMP_V_UNSIGNED], now).is_new)
		warnings.push_back({{stats::Kind::unsigned_requests, {iface}}});
	if (follow(signed_, verdicts[STAMP_V_AUTH_REQUEST], now).is_new)
		warnings.push_back({{stats::Kind::auth_requests, {iface}}});
	looked_ = now;
	return warnings;
}

} // namespace stamp::session
