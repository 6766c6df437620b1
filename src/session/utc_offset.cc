// SPDX-License-Identifier: Apache-2.0
#include "session/utc_offset.h"

#include <algorithm>
#include <cstdlib>

namespace stamp::session {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// TAI - UTC began with 10 s (1972) and is not typed in here: what it may be is a range.
constexpr std::int64_t least_s = 10, most_s = 60;
// How far from a whole second it may be, in addition to half of the round trip.
constexpr Duration inaccuracy = milliseconds{10}, at_most = milliseconds{250};

} // namespace

bool UtcOffset::look(Duration forward, Duration backward, Duration uncertainty) {
	// Nearly always, and without a division: a packet takes no less than no time.
	if (settings_.seconds == 0 && std::max(forward, backward) < seconds{least_s} - at_most) {
		recognised_s_ = 0;
		return false;
	}
	const Duration set = seconds{settings_.seconds};
	// Half of each: their sum need not fit.
	const Duration offset = forward / 2 - backward / 2 - set;
	const auto whole = std::chrono::round<seconds>(offset);
	const Duration tolerance = (forward + backward) / 2 + inaccuracy +
				   std::clamp(uncertainty, Duration::zero(), at_most);
	if (std::chrono::abs(offset - whole) > std::min(tolerance, at_most))
		return false; // this one shows nothing
	const std::int64_t size = std::abs(whole.count());
	const bool is_one = size >= least_s && size <= most_s;
	const int now = is_one ? static_cast<int>(whole.count()) : 0;
	if (now == recognised_s_)
		return false;
	recognised_s_ = now;
	return now != 0;
}

Duration UtcOffset::correction() const {
	return seconds{settings_.seconds + (settings_.automatic ? recognised_s_ : 0)};
}

} // namespace stamp::session
