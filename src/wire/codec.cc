// SPDX-License-Identifier: Apache-2.0
#include "wire/codec.h"

#include <algorithm>
#include <cstring>
#include <random>

namespace stamp::wire {
namespace {

Stamp stamp(const stamp_ts &ts, const time::ErrorEstimate &error) {
	return {{stamp_swap32(ts.sec), stamp_swap32(ts.frac)}, error.ptp};
}

} // namespace

RequestTemplate::RequestTemplate(std::size_t length, std::uint16_t ssid, bool authenticated)
	: octets_(std::max(length, base_octets(authenticated))),
	  error_at_(authenticated ? offsetof(stamp_auth_request, error)
				  : offsetof(stamp_request, error)) {
	const std::size_t base = base_octets(authenticated);
	const __be16 wire_ssid = stamp_swap16(ssid);
	std::memcpy(&octets_[authenticated ? offsetof(stamp_auth_request, ssid)
					   : offsetof(stamp_request, ssid)],
		    &wire_ssid, sizeof(wire_ssid));
	if (octets_.size() < base + sizeof(stamp_tlv))
		return;

	const std::size_t value = octets_.size() - base - sizeof(stamp_tlv);
	const stamp_tlv padding{STAMP_TLV_UNRECOGNISED, STAMP_TLV_EXTRA_PADDING,
				stamp_swap16(static_cast<std::uint16_t>(value))};
	std::memcpy(&octets_[base], &padding, sizeof(padding));
	std::minstd_rand random(std::random_device{}());
	std::generate(octets_.end() - static_cast<std::ptrdiff_t>(value), octets_.end(),
		      [&] { return static_cast<std::byte>(random() >> 8); });
}

std::span<const std::byte> RequestTemplate::request(std::uint32_t seq,
						    std::uint16_t error_estimate) {
	const __be32 wire_seq = stamp_swap32(seq);
	const __be16 wire_error = stamp_swap16(error_estimate);
	static_assert(offsetof(stamp_request, seq) == 0 && offsetof(stamp_auth_request, seq) == 0);
	std::memcpy(octets_.data(), &wire_seq, sizeof(wire_seq));
	std::memcpy(&octets_[error_at_], &wire_error, sizeof(wire_error));
	return octets_;
}

std::optional<Reply> decode_reply(std::span<const std::uint8_t> octets, std::size_t length) {
	if (std::min(octets.size(), length) < STAMP_TWAMP_REPLY_OCTETS)
		return std::nullopt;
	stamp_reply wire{};
	std::memcpy(&wire, octets.data(), std::min({octets.size(), length, sizeof(wire)}));

	Reply reply;
	reply.seq = stamp_swap32(wire.seq);
	reply.ssid = stamp_swap16(wire.ssid);
	reply.error = time::decode_error_estimate(stamp_swap16(wire.error));
	reply.sender_error = time::decode_error_estimate(stamp_swap16(wire.sender_error));
	reply.t3 = stamp(wire.ts, reply.error);
	reply.t2 = stamp(wire.rx, reply.error);
	reply.t1 = stamp(wire.sender_ts, reply.sender_error);
	reply.sender_seq = stamp_swap32(wire.sender_seq);
	if (length > offsetof(stamp_reply, sender_ttl) && wire.sender_ttl != 0)
		reply.sender_ttl = wire.sender_ttl;
	return reply;
}

UtcTime to_utc(const Stamp &stamp, UtcTime near, int tai_minus_utc_s) {
	if (stamp.ptp)
		return time::to_utc(time::decode_ptp(stamp.raw, near),
				    std::chrono::seconds{tai_minus_utc_s});
	return time::decode_ntp(stamp.raw, near);
}

} // namespace stamp::wire
