// SPDX-License-Identifier: Apache-2.0
// Which octets of a request's TLVs a reflector may change, and random TLVs to try it with. Written
// from RFC 8972, 9503 and 9534 alone: it shares nothing with the code under test.
#pragma once

#include <random>

#include "support/octets.h"

namespace stamp::test {

// Of each octet of `tlvs`: may the reply have another there?
[[nodiscard]] std::vector<bool> may_change(const Octets &tlvs);

// TLVs with flags, types and lengths that are mostly right, up to `most` octets.
[[nodiscard]] Octets random_tlvs(std::mt19937 &random, std::size_t most);

// One TLV.
[[nodiscard]] Octets tlv(unsigned type, const Octets &value, unsigned flags = 0x80);

} // namespace stamp::test
