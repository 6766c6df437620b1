// SPDX-License-Identifier: Apache-2.0
// Why not one reply came, as far as this host can know.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "net/way_out.h"
#include "session/datapath.h"
#include "stats/report.h"

namespace stamp::session {

struct NoReplyFacts {
	net::WayOut way;
	std::string iface;
	std::optional<NetworkError> network_error; // the latest of the target's
	bool is_translated = false;		   // requests left by another port or address
};

// Absent when replies came, or nothing was to be sent.
std::optional<stats::Message> why_no_reply(const stats::Summary &summary,
					   const NoReplyFacts &facts);

} // namespace stamp::session
