// SPDX-License-Identifier: Apache-2.0
#include "wire/codec.h"

#include <algorithm>
#include <cstring>

#include "stamp/wire.h"

namespace stamp::wire {
namespace {

// Member by member: a value that is put together elsewhere and copied makes the processor wait.
void read(Stamp &stamp, const stamp_ts &ts, std::uint16_t error_bits) {
	stamp.raw.sec = stamp_swap32(ts.sec);
	stamp.raw.frac = stamp_swap32(ts.frac);
	stamp.ptp = (error_bits & STAMP_ERROR_Z) != 0;
}

} // namespace

RequestTemplate::RequestTemplate(const Tail &tail, std::uint16_t ssid, bool authenticated)
	: base_(base_octets(authenticated)), changing_(tail.changing),
	  error_at_(authenticated ? offsetof(stamp_auth_request, error)
				  : offsetof(stamp_request, error)),
	  octets_(base_) {
	const __be16 wire_ssid = stamp_swap16(ssid);
	write(authenticated ? offsetof(stamp_auth_request, ssid) : offsetof(stamp_request, ssid),
	      &wire_ssid, sizeof(wire_ssid));
	octets_.insert(octets_.end(), tail.octets.begin(), tail.octets.end());
}

void RequestTemplate::write(std::size_t at, const void *data, std::size_t size) {
	std::memcpy(&octets_[at], data, size);
}

std::span<const std::byte> RequestTemplate::request(std::uint32_t seq,
						    std::uint16_t error_estimate) {
	static_assert(offsetof(stamp_request, seq) == 0 && offsetof(stamp_auth_request, seq) == 0);
	const __be32 wire_seq = stamp_swap32(seq);
	const __be16 wire_error = stamp_swap16(error_estimate);
	write(0, &wire_seq, sizeof(wire_seq));
	write(error_at_, &wire_error, sizeof(wire_error));
	return octets_;
}

std::optional<Reply> decode_reply(std::span<const std::uint8_t> octets, std::size_t length) {
	std::optional<Reply> decoded; // returned everywhere, and so filled where the caller has it
	if (std::min(octets.size(), length) < STAMP_TWAMP_REPLY_OCTETS)
		return decoded;
	stamp_reply wire{};
	if (std::min(octets.size(), length) >= sizeof(wire)) // a copy of known size is a few loads
		std::memcpy(&wire, octets.data(), sizeof(wire));
	else
		std::memcpy(&wire, octets.data(), std::min(octets.size(), length));

	Reply &reply = decoded.emplace();
	reply.seq = stamp_swap32(wire.seq);
	reply.ssid = stamp_swap16(wire.ssid);
	reply.error_bits = stamp_swap16(wire.error);
	reply.sender_error_bits = stamp_swap16(wire.sender_error);
	read(reply.t3, wire.ts, reply.error_bits);
	read(reply.t2, wire.rx, reply.error_bits);
	read(reply.t1, wire.sender_ts, reply.sender_error_bits);
	reply.sender_seq = stamp_swap32(wire.sender_seq);
	if (length > offsetof(stamp_reply, sender_ttl) && wire.sender_ttl != 0)
		reply.sender_ttl = wire.sender_ttl;
	return decoded;
}

UtcTime to_utc(const Stamp &stamp, UtcTime near, int tai_minus_utc_s) {
	if (stamp.ptp)
		return time::to_utc(time::decode_ptp(stamp.raw, near),
				    std::chrono::seconds{tai_minus_utc_s});
	return time::decode_ntp(stamp.raw, near);
}

} // namespace stamp::wire
