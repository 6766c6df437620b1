// SPDX-License-Identifier: Apache-2.0
// One TLV of one reply, field by field.
#pragma once

#include <optional>
#include <string>

#include "net/address.h"
#include "stats/tlv_report.h"
#include "wire/tlv_reply.h"

namespace stamp::session {

// Without its fields, unless it was answered. Those of Follow-Up Telemetry need the clock and the
// replies before, and are not among them.
[[nodiscard]] stats::Tlv tlv_fields(const wire::ReplyTlv &tlv);
[[nodiscard]] std::optional<std::string> address_text(const std::optional<net::Address> &address);

} // namespace stamp::session
