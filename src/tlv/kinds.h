// SPDX-License-Identifier: Apache-2.0
// One Kind for each row of STAMP_TLVS. A row without its file does not link.
#pragma once

#include "stamp/tlv.h"
#include "tlv/kind.h"

namespace stamp::tlv::kinds {

#define X(code, name, number, least, most, rfc) extern const Kind name;
STAMP_TLVS(X)
#undef X

} // namespace stamp::tlv::kinds
