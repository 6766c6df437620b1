// SPDX-License-Identifier: Apache-2.0
#include "session/unexpected.h"

#include <numeric>

namespace stamp::session {

std::uint64_t total(const stats::Unexpected &counts) {
	return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

void add_of_nobody(stats::Summary &summary, const Verdicts &verdicts) {
	stats::Unexpected counts{};
	counts[STAMP_U_OTHER_ADDRESS] = verdicts[STAMP_V_NO_SESSION];
	counts[STAMP_U_BAD_CHECKSUM] = verdicts[STAMP_V_BAD_CHECKSUM];
	// What is too short for authenticated mode is none of its replies.
	counts[summary.authenticated ? STAMP_U_OTHER_MODE : STAMP_U_TOO_SHORT] =
		verdicts[STAMP_V_SHORT];
	counts[STAMP_U_OWN_REQUEST] = verdicts[STAMP_V_LOOP];
	summary.unexpected_of_nobody = counts;
	summary.unexpected += total(counts);
	stats::add(summary.unexpected_reasons, counts);
}

} // namespace stamp::session
