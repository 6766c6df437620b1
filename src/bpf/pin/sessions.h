// SPDX-License-Identifier: Apache-2.0
// The sessions that a pinned reflector keeps, read in batches.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/result.h"
#include "bpf/pin/bpffs.h"
#include "stamp/abi.h"
#include "time/clock.h"

namespace stamp::bpf {

inline constexpr const char *places_pin = "places";
inline constexpr const char *session_counts_pin = "session_counts";

using SessionHandler = std::function<void(const stamp_session_key &, const stamp_session &)>;

// Of a map of sessions, those that were seen within `timeout` and are not gone. In no order; one
// that begins meanwhile may be among them or not. Needs memory for one batch.
Result<void> read_sessions(int map, Duration timeout, MonoTime now, const SessionHandler &take);

class Sessions {
public:
	// Absent: this reflector keeps none.
	static Result<std::optional<Sessions>> open(const std::string &directory);

	// What is idle for longer than the reflector's timeout is forgotten, though it still has
	// its place.
	[[nodiscard]] Result<void> read(const SessionHandler &take) const {
		return read_sessions(map_.fd().get(), timeout_, now(), take);
	}
	// On the clock that they were seen by.
	[[nodiscard]] MonoTime now() const { return mono_now() + ahead_; }
	[[nodiscard]] std::uint32_t most() const { return most_; }

private:
	using SessionMap = PinnedMap<stamp_session_key, stamp_session>;

	Sessions(SessionMap map, Duration timeout, std::uint32_t most, Duration ahead)
		: map_(std::move(map)), timeout_(timeout), most_(most), ahead_(ahead) {}

	SessionMap map_;
	Duration timeout_;
	std::uint32_t most_;
	Duration ahead_; // of our own clock
};

} // namespace stamp::bpf
