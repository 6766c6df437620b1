// SPDX-License-Identifier: Apache-2.0
#include "session/spread.h"

#include <algorithm>
#include <cstdint>

#include "base/stable_hash.h"
#include "stamp/limits.h"

namespace stamp::session {
namespace {

constexpr Duration coarsest = std::chrono::microseconds{STAMP_SPREAD_US};
constexpr Duration::rep least_steps = 16; // of an interval

} // namespace

MonoTime spread_time(std::string_view name, Duration interval, MonoTime from) {
	interval = std::max(interval, Duration{1});
	const Duration step = std::clamp(interval / least_steps, Duration{1}, coarsest);
	const auto steps = static_cast<std::uint64_t>(interval / step);
	const Duration phase =
		static_cast<Duration::rep>(StableHash().add(name).value() % steps) * step;
	const MonoTime time = from - from.time_since_epoch() % interval + phase;
	return time < from ? time + interval : time;
}

} // namespace stamp::session
