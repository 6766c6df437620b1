// SPDX-License-Identifier: Apache-2.0
// What a reply has behind its base packet, and which of it may be used.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "stamp/abi.h"
#include "stats/tlv_report.h"

namespace stamp::tlv {

using State = stats::TlvState;

struct ReplyTlv {
	std::uint8_t type = 0;
	std::uint8_t flags = 0;
	std::uint16_t length = 0;
	State state = State::answered;
	std::span<const std::uint8_t> value; // all of it if `answered`, else what there is
};

// `tail`: what is known of the octets behind the base packet, of which there were `octets`. Types
// of another registry than STAMP_TLVS (sub-TLVs): lengths are not looked up.
std::vector<ReplyTlv> split_tlvs(std::span<const std::uint8_t> tail, std::size_t octets);

struct ReplyExpected {
	bool has_to_be_signed = false; // the request was
};
// The same, with the lengths of known types checked, whatever the flags say, and with the HMAC TLV
// taken into account as the kernel found it, which looks through all of the reply.
std::vector<ReplyTlv> read_tlvs(std::span<const std::uint8_t> tail, std::size_t octets,
				stamp_hmac_tlv hmac, const ReplyExpected &expected);

// Whether there is more behind what is known than these TLVs: another one may be in it.
bool has_more(const std::vector<ReplyTlv> &tlvs, std::span<const std::uint8_t> tail,
	      std::size_t octets);

} // namespace stamp::tlv
