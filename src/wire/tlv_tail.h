// SPDX-License-Identifier: Apache-2.0
// What a request has behind its base packet: TLVs (RFC 8972 4) in the order that the RFCs want.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.h"
#include "stamp/tlv.h"

namespace stamp::wire {

// A TLV to be sent.
struct TlvRequest {
	std::uint8_t type = 0;
	std::vector<std::byte> value;
};

struct TailSettings {
	std::size_t base = STAMP_BASE_OCTETS;	// of the packet that it belongs to
	bool authenticated = false;		// what is in it has to be signed (RFC 8972 4.8)
	std::optional<std::size_t> length = {}; // UDP payload octets; absent: what it comes to
};

// Every offset counts from the end of the base packet.
struct Tail {
	std::vector<std::byte> octets;
	std::optional<std::size_t> hmac_at;   // of the HMAC TLV
	std::vector<std::size_t> counters_at; // of the sender's count in Direct Measurement
	std::optional<std::size_t> access_at; // of the Access Report TLV
	std::size_t changing = 0;	      // behind these octets all requests are the same
	std::size_t telling = 0;	      // behind these octets a reply tells nothing
};

[[nodiscard]] std::vector<std::byte> random_octets(std::size_t count);

// The TLVs in their order, then an HMAC TLV if there is or has to be one, then Extra Padding: what
// was asked for and what the length leaves. The error, of code 0, says what cannot be built.
Result<Tail> build_tail(const std::vector<TlvRequest> &tlvs, const TailSettings &settings);

} // namespace stamp::wire
