// SPDX-License-Identifier: Apache-2.0
#include "session/far_format.h"

namespace stamp::session {
namespace {

constexpr unsigned enough = 16; // (10^9 / 2^32)^16: one in ten thousand millions
constexpr std::uint32_t ns_per_s = 1'000'000'000;

FarTimes decode(const wire::Reply &reply, const Received &received, bool ptp) {
	const auto utc = [&](const wire::Stamp &stamp) {
		return wire::to_utc({stamp.raw, ptp}, received.t4, received.tai_minus_utc_s);
	};
	return {utc(reply.t2), utc(reply.t3), ptp};
}

bool is_near(const FarTimes &times, const Received &received) {
	return std::chrono::abs(times.t2 - received.t4) < absurd;
}

} // namespace

std::optional<FarTimes> FarFormat::read(const wire::Reply &reply, const Received &received) {
	const bool z = reply.t2.ptp;
	const FarTimes said = decode(reply, received, z);
	if (is_near(said, received))
		return said;
	const FarTimes other = decode(reply, received, !z);
	if (is_near(other, received)) // the epochs are 70 years apart: both cannot be
		return other;
	Evidence &evidence = by_z_[z ? 1 : 0];
	if (reply.t2.raw.frac >= ns_per_s || reply.t3.raw.frac >= ns_per_s)
		evidence.has_fraction = true;
	else if (evidence.small < enough)
		evidence.small += reply.t2.raw == reply.t3.raw ? 1 : 2;
	if (evidence.has_fraction)
		return z ? other : said;
	if (evidence.small >= enough)
		return z ? said : other;
	if (z != received.own_ptp) // it is not copied from the request
		return said;
	return std::nullopt;
}

} // namespace stamp::session
