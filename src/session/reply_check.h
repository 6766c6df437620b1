// SPDX-License-Identifier: Apache-2.0
// Does a reply answer a request of this run? Numbers begin at 0 in each run, and a run takes the
// port of the one before it: what the reply echoes has to be what was sent.
#pragma once

#include <optional>

#include "session/sent.h"
#include "stamp/abi.h"
#include "stamp/unexpected.h"
#include "wire/codec.h"

namespace stamp::session {

// What is known of the request whose number a reply echoes.
struct Asked {
	bool was_sent = false;
	bool is_remembered = false; // the request is recent: what was stamped is still known
	std::optional<Sent> stamped;
};

// Absent: it does. `ssid`: of the run.
std::optional<stamp_unexpected> why_unexpected(const wire::Reply &reply, const Asked &asked,
					       std::uint16_t ssid);

// In a run without keys: is this the reply of authenticated mode (RFC 8762 4.3.2)?
bool is_signed_reply(const stamp_record &record);

} // namespace stamp::session
