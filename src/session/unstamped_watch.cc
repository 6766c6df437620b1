// SPDX-License-Identifier: Apache-2.0
#include "session/unstamped_watch.h"

#include <utility>

namespace stamp::session {
namespace {

constexpr Duration quiet_interval = std::chrono::minutes{1}; // it is over after that

} // namespace

std::optional<stats::Warning> unstamped_warning(const std::string &iface,
						const Verdicts &verdicts) {
	const std::uint64_t count = verdicts[STAMP_V_UNSTAMPED];
	if (count == 0)
		return std::nullopt;
	return stats::Warning{
		{stats::Kind::unstamped, {iface, count, verdicts[STAMP_V_REFLECTED]}}};
}

std::optional<stats::Warning> UnstampedWatch::look(const std::string &iface,
						   const Verdicts &verdicts, MonoTime now) {
	const std::uint64_t count = verdicts[STAMP_V_UNSTAMPED];
	if (count <= known_)
		return std::nullopt;
	known_ = count;
	const auto before = std::exchange(last_, now);
	if (before && now - *before < quiet_interval)
		return std::nullopt;
	return unstamped_warning(iface, verdicts);
}

} // namespace stamp::session
