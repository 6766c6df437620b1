// SPDX-License-Identifier: Apache-2.0
#include "socket/reply_budget.h"

#include <algorithm>

namespace stamp::socket {
namespace {

// What a budget holds is what is added to it in this time.
constexpr std::uint64_t held_ns = 1'000'000'000;
constexpr std::uint64_t session_ns = std::uint64_t{STAMP_SESSION_TIMEOUT_S} * 1'000'000'000;

} // namespace

// An entry that was not used for as long as the budget takes to be whole says nothing.
ReplyBudget::ReplyBudget(std::uint64_t source, std::uint64_t total)
	: source_rate_(source), total_rate_(total), sources_(held_ns, STAMP_BUDGET_SOURCES) {}

// Rounded up. More than a second is too much in any case.
std::uint64_t ReplyBudget::time_of(std::uint64_t octets, std::uint64_t per_second) {
	if (octets > per_second)
		return held_ns + 1;
	return (octets * held_ns + per_second - 1) / per_second;
}

bool ReplyBudget::take(const stamp_addr &source, std::uint64_t octets, std::uint64_t now_ns) {
	if (source_rate_ == 0 || total_rate_ == 0)
		return false;
	const std::uint64_t total =
		std::max(total_, now_ns) + time_of(octets, total_rate_) - now_ns;
	const std::uint64_t own = time_of(octets, source_rate_);
	if (total > held_ns || own > held_ns)
		return false;
	WholeAt *const at = sources_.use(source, now_ns, now_ns);
	if (!at || std::max(*at, now_ns) + own - now_ns > held_ns)
		return false;
	*at = std::max(*at, now_ns) + own;
	total_ = now_ns + total;
	return true;
}

GrowingNumbers::GrowingNumbers() : latest_(session_ns, STAMP_BUDGET_SESSIONS) {}

// Serial arithmetic (RFC 1982).
bool GrowingNumbers::grows(const stamp_session_key &session, std::uint32_t seq,
			   std::uint64_t now_ns) {
	std::uint32_t *latest = latest_.find(session, now_ns);
	if (!latest) {
		latest_.use(session, seq, now_ns);
		return true;
	}
	if (static_cast<std::int32_t>(seq - *latest) <= 0)
		return false;
	*latest = seq;
	return true;
}

} // namespace stamp::socket
