// SPDX-License-Identifier: Apache-2.0
// Octets of replies that Reflected Test Packet Control (RFC 10052) may ask for, per source and in
// total. No request exceeds them, forged ones included.
#pragma once

#include <cstdint>

#include "socket/recent_table.h"
#include "stamp/abi.h"
#include "stamp/limits.h"

namespace stamp::socket {

class ReplyBudget {
public:
	// Octets per second, of each source and of all. 0: none.
	ReplyBudget(std::uint64_t source, std::uint64_t total);

	// True: that many octets of both budgets are used now. `now_ns`: of a clock that never goes
	// back.
	bool take(const stamp_addr &source, std::uint64_t octets, std::uint64_t now_ns);

private:
	// When the budget would be whole again: as in bpf/lib/rate.h, by octets.
	using WholeAt = std::uint64_t;
	static std::uint64_t time_of(std::uint64_t octets, std::uint64_t per_second);

	std::uint64_t source_rate_, total_rate_;
	RecentTable<stamp_addr, WholeAt> sources_;
	WholeAt total_ = 0;
};

// The latest number of each session's request for replies: they have to grow (RFC 10052 5).
class GrowingNumbers {
public:
	GrowingNumbers();
	// Also true if there is no room to know it: the budget holds all the same.
	bool grows(const stamp_session_key &session, std::uint32_t seq, std::uint64_t now_ns);

private:
	RecentTable<stamp_session_key, std::uint32_t> latest_;
};

} // namespace stamp::socket
