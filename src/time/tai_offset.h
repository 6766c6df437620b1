// SPDX-License-Identifier: Apache-2.0
// TAI - UTC: from the kernel where it is set, else from tzdata's list of leap seconds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "time/clock.h"
#include "time/timex.h"

namespace stamp::time {

struct LeapStep {
	UtcTime since{};
	int tai_minus_utc_s = 0;
	bool operator==(const LeapStep &) const = default;
};

struct LeapList {
	std::vector<LeapStep> steps;	// ascending, at least one
	std::optional<UtcTime> expires; // until then no further leap second can come
};

struct TaiOffset {
	enum class Source : std::uint8_t { kernel, leap_list };

	int seconds = 0;
	Source source = Source::kernel;
	// The list vouches for an earlier time only (or says nothing of its expiry): the offset is
	// right unless a leap second has been announced since.
	bool expired = false;
};

// The list of IERS and NIST: lines "3692217600 37 # 1 Jan 2017" (seconds since 1900, TAI - UTC)
// and "#@ 3991593600" (expiry). Fails with EBADMSG on a line that is none, or without any step.
[[nodiscard]] Result<LeapList> parse_leap_seconds_list(std::string_view text);

// The input of zic(8): lines "Leap 2016 Dec 31 23:59:60 + S", expiry as "Expires ..." or
// "#expires 1782604800" (Unix time). Fails likewise.
[[nodiscard]] Result<LeapList> parse_leapseconds(std::string_view text);

// The first of the directory's leap-seconds.list and leapseconds that can be read and understood;
// the error is that of the last one.
[[nodiscard]] Result<LeapList> load_leap_list(const std::string &directory = "/usr/share/zoneinfo");

// Absent when `now` lies before the first step (1972).
[[nodiscard]] std::optional<TaiOffset> tai_offset(const LeapList &list, UtcTime now);

// The true offset at `now`; `list` may be null. Absent: nobody on this host knows it.
[[nodiscard]] std::optional<TaiOffset> tai_offset(const KernelClock &kernel, const LeapList *list,
						  UtcTime now);

} // namespace stamp::time
