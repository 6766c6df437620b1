// SPDX-License-Identifier: Apache-2.0
#include "tlv/reply.h"

#include <algorithm>
#include <cstring>

#include "stamp/limits.h"
#include "stamp/tlv.h"
#include "tlv/registry.h"

namespace stamp::tlv {
namespace {

using Octets = std::span<const std::uint8_t>;

bool has_possible_length(const ReplyTlv &tlv) {
	const Row *row = find(tlv.type);
	return row == nullptr || row->has_possible_length(tlv.length);
}

State state_of(const ReplyTlv &tlv, std::size_t left) {
	if ((tlv.flags & STAMP_TLV_MALFORMED) != 0 || tlv.length > left)
		return State::malformed;
	if ((tlv.flags & STAMP_TLV_UNRECOGNISED) != 0)
		return State::unrecognised;
	return State::answered;
}

bool is_hmac(const ReplyTlv &tlv) {
	return tlv.type == STAMP_TLV_HMAC;
}

bool is_hurt(const ReplyTlv &tlv) {
	return (tlv.flags & STAMP_TLV_INTEGRITY) != 0;
}

} // namespace

std::vector<ReplyTlv> split_tlvs(Octets tail, std::size_t octets) {
	std::vector<ReplyTlv> tlvs;
	std::size_t left = std::max(octets, tail.size());
	while (tail.size() >= sizeof(stamp_tlv) && tlvs.size() < STAMP_MAX_TLVS) {
		stamp_tlv head{};
		std::memcpy(&head, tail.data(), sizeof(head));
		tail = tail.subspan(sizeof(head));
		left -= sizeof(head);
		ReplyTlv tlv{head.type, head.flags, stamp_swap16(head.length), {}, {}};
		tlv.state = state_of(tlv, left);
		tlv.value = tail.first(std::min<std::size_t>(tlv.length, tail.size()));
		tlvs.push_back(tlv);
		if (tlv.state == State::malformed)
			break;
		tail = tail.subspan(tlv.value.size());
		left -= tlv.length;
	}
	return tlvs;
}

std::vector<ReplyTlv> read_tlvs(Octets tail, std::size_t octets, stamp_hmac_tlv hmac,
				const ReplyExpected &expected) {
	std::vector<ReplyTlv> tlvs = split_tlvs(tail, octets);
	const auto odd = std::find_if_not(tlvs.begin(), tlvs.end(), has_possible_length);
	if (odd != tlvs.end()) {
		odd->state = State::malformed;
		tlvs.erase(odd + 1, tlvs.end());
	}
	// Only as much is known as was asked for: enough, unless a reply is not like its request.
	if (!tlvs.empty() && tlvs.back().state == State::answered &&
	    tlvs.back().type != STAMP_TLV_EXTRA_PADDING &&
	    tlvs.back().value.size() < tlvs.back().length)
		tlvs.pop_back();
	const bool is_over = !tlvs.empty() && tlvs.back().state == State::malformed;
	if (hmac != STAMP_HMAC_TLV_NONE && tail.size() < octets && !is_over &&
	    std::none_of(tlvs.begin(), tlvs.end(), is_hmac))
		tlvs.push_back({STAMP_TLV_HMAC, 0, STAMP_HMAC_OCTETS, State::answered, {}});
	const bool wrong = hmac == STAMP_HMAC_TLV_BAD ||
			   (hmac == STAMP_HMAC_TLV_NONE && expected.has_to_be_signed);
	if (wrong || std::any_of(tlvs.begin(), tlvs.end(), is_hurt))
		for (ReplyTlv &tlv : tlvs)
			tlv.state = State::integrity;
	return tlvs;
}

bool has_more(const std::vector<ReplyTlv> &tlvs, Octets tail, std::size_t octets) {
	std::size_t read = 0;
	for (const ReplyTlv &tlv : tlvs) // also one that the kernel alone has seen
		read += sizeof(stamp_tlv) + tlv.length;
	return tail.size() < octets && read + sizeof(stamp_tlv) <= octets;
}

} // namespace stamp::tlv
