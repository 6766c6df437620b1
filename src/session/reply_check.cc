// SPDX-License-Identifier: Apache-2.0
#include "session/reply_check.h"

#include <algorithm>
#include <span>

namespace stamp::session {

std::optional<stamp_unexpected> why_unexpected(const wire::Reply &reply, const Asked &asked,
					       std::uint16_t ssid) {
	if (reply.ssid != ssid && reply.ssid != 0)
		return STAMP_U_WRONG_SSID;
	if (!asked.was_sent)
		return STAMP_U_UNKNOWN_NUMBER;
	if (asked.stamped) {
		if (reply.t1.raw != asked.stamped->wire_t1)
			return STAMP_U_FOREIGN_T1;
		// A reflector that does not return the field leaves zeros; T1 is proof enough.
		if (reply.sender_error_bits != 0 &&
		    reply.sender_error_bits != asked.stamped->error_bits)
			return STAMP_U_FOREIGN_ERROR;
	} else if (asked.is_remembered && reply.t1.raw != time::WireTime{}) {
		return STAMP_U_FOREIGN_T1; // what is not stamped leaves with T1 = 0
	}
	return std::nullopt;
}

bool is_signed_reply(const stamp_record &record) {
	// Where that has zeros, a plain reply has T3, the error estimate, the SSID and T1.
	const std::span octets(record.octets);
	const auto are_zero = [&](std::size_t first, std::size_t count) {
		const auto part = octets.subspan(first, count);
		return std::all_of(part.begin(), part.end(), [](auto o) { return o == 0; });
	};
	return record.length >= STAMP_AUTH_BASE_OCTETS &&
	       are_zero(offsetof(stamp_auth_reply, mbz_4), sizeof(stamp_auth_reply::mbz_4)) &&
	       are_zero(offsetof(stamp_auth_reply, mbz_28), sizeof(stamp_auth_reply::mbz_28));
}

} // namespace stamp::session
