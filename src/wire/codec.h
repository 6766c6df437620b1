// SPDX-License-Identifier: Apache-2.0
// Between octets and values: the only C++ that knows the byte order of a test packet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "stamp/wire.h"
#include "time/clock.h"
#include "time/error_estimate.h"
#include "time/timestamp.h"

namespace stamp::wire {

// Octets of the base packet (RFC 8762 4.2.1, 4.2.2).
constexpr std::size_t base_octets(bool authenticated) {
	return authenticated ? STAMP_AUTH_BASE_OCTETS : STAMP_BASE_OCTETS;
}

// What a request has behind its base packet.
struct Tail {
	std::vector<std::byte> octets;
	std::size_t changing = 0; // behind these octets all requests are the same
};

// A request without its number, time and HMACs.
class RequestTemplate {
public:
	RequestTemplate(const Tail &tail, std::uint16_t ssid, bool authenticated = false);

	// The octets to send, valid until the next call. T1 and the HMACs are zero: egress writes
	// them.
	std::span<const std::byte> request(std::uint32_t seq, std::uint16_t error_estimate);
	// What is behind the base packet, for what is to be in the requests from now on.
	[[nodiscard]] std::span<std::byte> tail() { return std::span(octets_).subspan(base_); }
	// Of the octets: what is behind them is the same in every request.
	[[nodiscard]] std::size_t changing() const { return base_ + changing_; }

private:
	void write(std::size_t at, const void *data, std::size_t size);

	std::size_t base_;     // octets of the base packet
	std::size_t changing_; // ... and behind it
	std::size_t error_at_; // offset of the error estimate
	std::vector<std::byte> octets_;
};

// A timestamp as it came in, with what its error estimate says of it.
struct Stamp {
	time::WireTime raw;
	bool ptp = false;
};

// RFC 8762 4.3.1, in host byte order.
struct Reply {
	std::uint32_t seq = 0; // the reflector's number
	std::uint16_t ssid = 0;
	Stamp t3, t2, t1;
	std::uint16_t error_bits = 0, sender_error_bits = 0;
	std::uint32_t sender_seq = 0;
	std::optional<std::uint8_t> sender_ttl; // absent: 0 or not in the packet

	// Nearly all replies have the same: decoded for those who ask.
	[[nodiscard]] time::ErrorEstimate error() const {
		return time::decode_error_estimate(error_bits);
	}
	[[nodiscard]] time::ErrorEstimate sender_error() const {
		return time::decode_error_estimate(sender_error_bits);
	}
};

// `length`: of the payload that came in; `octets` holds at most its first 44. Absent: shorter than
// the shortest reply known (38, T-03 of docs/conformance.md).
std::optional<Reply> decode_reply(std::span<const std::uint8_t> octets, std::size_t length);

// As UTC, in the era nearest to `near`. PTP times need the TAI offset.
UtcTime to_utc(const Stamp &stamp, UtcTime near, int tai_minus_utc_s);

} // namespace stamp::wire
