// SPDX-License-Identifier: Apache-2.0
// libFuzzer target: whatever is behind the base packet of a reply, what is made of it lies inside
// it. The first octet: what the kernel says of the HMAC TLV, whether one has to be there, and how
// much of the tail is not known.
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "stamp/tlv.h"
#include "tlv/registry.h"
#include "tlv/reply.h"

using namespace stamp;
using namespace stamp::tlv;

namespace {

void require(bool condition) {
	if (!condition)
		std::abort();
}

void read(const ReplyTlv &tlv) {
	const Row *row = find(tlv.type);
	if (row != nullptr && row->kind->read != nullptr)
		require(!row->kind->read(tlv.value).empty());
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
		stopped = tlv.state == State::malformed;
		hurt = hurt || tlv.state == State::integrity;
		sound = sound || tlv.state != State::integrity;
		if (tlv.state != State::answered)
			continue;
		require((tlv.flags & 0xe0) == 0);
		// An HMAC TLV that lies behind what is known was seen by the kernel alone.
		require(tlv.value.size() == tlv.length || tlv.type == STAMP_TLV_EXTRA_PADDING ||
			(tlv.type == STAMP_TLV_HMAC && tlv.value.empty()));
		require(hmac != STAMP_HMAC_TLV_BAD);
		read(tlv);
	}
	require(!(hurt && sound));
	return 0;
}
