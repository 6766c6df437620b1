// SPDX-License-Identifier: Apache-2.0
#include "session/unexpected.h"

#include <numeric>

namespace stamp::session {

stats::NamedCounts named(const UnexpectedCounts &counts) {
	return {
#define X(code, name, text) {#name, counts[STAMP_U_##code]},
		STAMP_UNEXPECTED(X)
#undef X
	};
}

std::uint64_t total(const UnexpectedCounts &counts) {
	return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

void add_of_nobody(stats::Summary &summary, const Verdicts &verdicts) {
	UnexpectedCounts counts{};
	counts[STAMP_U_OTHER_ADDRESS] = verdicts[STAMP_V_NO_SESSION];
	counts[STAMP_U_BAD_CHECKSUM] = verdicts[STAMP_V_BAD_CHECKSUM];
	// What is too short for authenticated mode is none of its replies.
	counts[summary.authenticated ? STAMP_U_OTHER_MODE : STAMP_U_TOO_SHORT] =
		verdicts[STAMP_V_SHORT];
	counts[STAMP_U_OWN_REQUEST] = verdicts[STAMP_V_LOOP];
	summary.unexpected_of_nobody = named(counts);
	summary.unexpected += total(counts);
	for (std::size_t i = 0; i < counts.size(); i++)
		summary.unexpected_reasons[i].second += counts[i];
}

} // namespace stamp::session
