// SPDX-License-Identifier: Apache-2.0
// HMAC (RFC 8972 4.8). The kernel signs and verifies; where it stands is up to build_tail().
#include <array>

#include "stamp/abi.h"
#include "tlv/kinds.h"
#include "tlv/octets.h"

namespace stamp::tlv {
namespace {

Result<Request> build(Arguments) {
	return request_with(std::array<std::byte, STAMP_HMAC_OCTETS>{});
}

} // namespace

constinit const Kind kinds::hmac{
	.build = build,
	.without_key = "an HMAC needs a key",
};

} // namespace stamp::tlv
