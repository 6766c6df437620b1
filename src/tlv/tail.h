// SPDX-License-Identifier: Apache-2.0
// What a request has behind its base packet: TLVs (RFC 8972 4) in the order that the RFCs want.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.h"
#include "stamp/tlv.h"
#include "tlv/kind.h"
#include "wire/codec.h"

namespace stamp::tlv {

struct TailSettings {
	std::size_t base = STAMP_BASE_OCTETS;	// of the packet that it belongs to
	bool authenticated = false;		// what is in it has to be signed (RFC 8972 4.8)
	std::optional<std::size_t> length = {}; // UDP payload octets; absent: what it comes to
};

// Every offset counts from the end of the base packet.
struct Tail : wire::Tail {
	// A TLV that its type changes in each request, header and value.
	struct Changing {
		std::uint8_t type;
		std::size_t at, octets;
	};
	std::vector<Changing> changes;
	std::optional<std::size_t> hmac_at; // of the HMAC TLV
	std::size_t reported = 0;	    // a reply has nothing to report behind these octets
};

// The TLVs in their order, then an HMAC TLV if there is or has to be one, then Extra Padding: what
// was asked for and what the length leaves. The error, of code 0, says what cannot be built.
Result<Tail> build_tail(const std::vector<Request> &tlvs, const TailSettings &settings);

// Of a packet of `length` octets for which no TLV is asked for: one Extra Padding, or zeros where
// there is no room for its header.
[[nodiscard]] Tail padding_tail(std::size_t length, bool authenticated);

// The TLVs of the requests of one session.
struct Plan {
	std::vector<Request> requests; // as they are asked for, each with its value
	Tail tail;
};

} // namespace stamp::tlv
