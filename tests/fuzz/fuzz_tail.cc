// SPDX-License-Identifier: Apache-2.0
// libFuzzer target: whatever is behind the base packet of a reply, what is made of it lies inside
// it. The first octet: what the kernel says of the HMAC TLV, whether one has to be there, and how
// much of the tail is not known.
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "wire/tlv_reply.h"
#include "wire/tlv_values.h"

using namespace stamp;
using namespace stamp::wire;

namespace {

void require(bool condition) {
	if (!condition)
		std::abort();
}

void decode(const ReplyTlv &tlv) {
	switch (tlv.type) {
	case STAMP_TLV_LOCATION:
		decode_location(tlv.value);
		break;
	case STAMP_TLV_TIMESTAMP_INFORMATION:
		decode_timestamp_information(tlv.value);
		break;
	case STAMP_TLV_CLASS_OF_SERVICE:
		require(decode_class_of_service(tlv.value).dscp < 64);
		break;
	case STAMP_TLV_DIRECT_MEASUREMENT:
		decode_direct_measurement(tlv.value);
		break;
	case STAMP_TLV_ACCESS_REPORT:
		require(decode_access_report(tlv.value).id < 16);
		break;
	case STAMP_TLV_FOLLOW_UP:
		decode_follow_up(tlv.value, false);
		break;
	case STAMP_TLV_DESTINATION_NODE:
		decode_destination_node(tlv.value);
		break;
	case STAMP_TLV_MICRO_SESSION:
		decode_micro_session(tlv.value);
		break;
	default:
		break;
	}
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
	if (size == 0)
		return 0;
	const std::vector<std::uint8_t> tail(data + 1, data + size); // exactly as long
	const auto hmac = static_cast<stamp_hmac_tlv>(data[0] % 3);
	const std::size_t octets = tail.size() + data[0] / 8;
	const bool signed_for = (data[0] & 4) != 0;
	bool stopped = false, hurt = false, sound = false;

	for (const ReplyTlv &tlv : read_tlvs(tail, octets, hmac, {signed_for})) {
		require(!stopped);
		require(tlv.value.empty() ||
			(tlv.value.data() >= tail.data() &&
			 tlv.value.data() + tlv.value.size() <= tail.data() + tail.size()));
		stopped = tlv.state == TlvState::malformed;
		hurt = hurt || tlv.state == TlvState::integrity;
		sound = sound || tlv.state != TlvState::integrity;
		if (tlv.state != TlvState::answered)
			continue;
		require((tlv.flags & 0xe0) == 0);
		// An HMAC TLV that lies behind what is known was seen by the kernel alone.
		require(tlv.value.size() == tlv.length || tlv.type == STAMP_TLV_EXTRA_PADDING ||
			(tlv.type == STAMP_TLV_HMAC && tlv.value.empty()));
		require(hmac != STAMP_HMAC_TLV_BAD);
		decode(tlv);
	}
	require(!(hurt && sound));
	return 0;
}
