// SPDX-License-Identifier: Apache-2.0
#include "wire/tlv_reply.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "stamp/tlv.h"

namespace stamp::wire {
namespace {

using Octets = std::span<const std::uint8_t>;

struct Row {
	std::string_view name;
	std::uint8_t type;
	std::uint32_t least, most; // octets of the value
};
constexpr std::array rows{
#define X(code, name, number, least, most, rfc) Row{#name, (number), (least), (most)},
	STAMP_TLVS(X)
#undef X
};

const Row *row_of(std::uint8_t type) {
	const auto *const found = std::find_if(rows.begin(), rows.end(),
					       [type](auto &row) { return row.type == type; });
	return found == rows.end() ? nullptr : found;
}

bool has_possible_length(const ReplyTlv &tlv) {
	const Row *row = row_of(tlv.type);
	if (row == nullptr)
		return true;
	if (tlv.type == STAMP_TLV_DESTINATION_NODE && tlv.length != row->least)
		return tlv.length == row->most; // 4 or 16, nothing between (RFC 9503 3)
	return tlv.length >= row->least && tlv.length <= row->most;
}

TlvState state_of(const ReplyTlv &tlv, std::size_t left) {
	if ((tlv.flags & STAMP_TLV_MALFORMED) != 0 || tlv.length > left)
		return TlvState::malformed;
	if ((tlv.flags & STAMP_TLV_UNRECOGNISED) != 0)
		return TlvState::unrecognised;
	return TlvState::answered;
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
		if (tlv.state == TlvState::malformed)
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
		odd->state = TlvState::malformed;
		tlvs.erase(odd + 1, tlvs.end());
	}
	// Only as much is known as was asked for: enough, unless a reply is not like its request.
	if (!tlvs.empty() && tlvs.back().state == TlvState::answered &&
	    tlvs.back().type != STAMP_TLV_EXTRA_PADDING &&
	    tlvs.back().value.size() < tlvs.back().length)
		tlvs.pop_back();
	const bool is_over = !tlvs.empty() && tlvs.back().state == TlvState::malformed;
	if (hmac != STAMP_HMAC_TLV_NONE && tail.size() < octets && !is_over &&
	    std::none_of(tlvs.begin(), tlvs.end(), is_hmac))
		tlvs.push_back({STAMP_TLV_HMAC, 0, STAMP_HMAC_OCTETS, TlvState::answered, {}});
	const bool wrong = hmac == STAMP_HMAC_TLV_BAD ||
			   (hmac == STAMP_HMAC_TLV_NONE && expected.has_to_be_signed);
	if (wrong || std::any_of(tlvs.begin(), tlvs.end(), is_hurt))
		for (ReplyTlv &tlv : tlvs)
			tlv.state = TlvState::integrity;
	return tlvs;
}

bool has_more(const std::vector<ReplyTlv> &tlvs, Octets tail, std::size_t octets) {
	std::size_t read = 0;
	for (const ReplyTlv &tlv : tlvs) // also one that the kernel alone has seen
		read += sizeof(stamp_tlv) + tlv.length;
	return tail.size() < octets && read + sizeof(stamp_tlv) <= octets;
}

std::string tlv_name(std::uint8_t type) {
	const Row *row = row_of(type);
	return row ? std::string(row->name) : "type_" + std::to_string(type);
}

std::vector<std::string> tlv_names() {
	std::vector<std::string> names;
	for (const Row &row : rows)
		names.emplace_back(row.name);
	return names;
}

} // namespace stamp::wire
