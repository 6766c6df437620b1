// SPDX-License-Identifier: Apache-2.0
#include "session/spread.h"

#include <algorithm>
#include <cstdint>

#include "stamp/limits.h"

namespace stamp::session {
namespace {

constexpr Duration coarsest = std::chrono::microseconds{STAMP_SPREAD_US};
constexpr Duration::rep least_steps = 16; // of an interval

// FNV-1a, and the finalizer of MurmurHash3, for names differ in their last letters: not std::hash,
// which may be another one in the next build.
std::uint64_t hash_of(std::string_view name) {
	std::uint64_t hash = 0xcbf29ce484222325;
	for (const char c : name)
		hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
	hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccd;
	hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53;
	return hash ^ hash >> 33;
}

} // namespace

MonoTime spread_time(std::string_view name, Duration interval, MonoTime from) {
	interval = std::max(interval, Duration{1});
	const Duration step = std::clamp(interval / least_steps, Duration{1}, coarsest);
	const auto steps = static_cast<std::uint64_t>(interval / step);
	const Duration phase = static_cast<Duration::rep>(hash_of(name) % steps) * step;
	const MonoTime time = from - from.time_since_epoch() % interval + phase;
	return time < from ? time + interval : time;
}

} // namespace stamp::session
