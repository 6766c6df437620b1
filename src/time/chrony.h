// SPDX-License-Identifier: Apache-2.0
// What chronyd says of itself: the "tracking" request of its command protocol, version 6
// (chrony 2.2 and later), over its unix socket or UDP port 323 of the loopback.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "base/result.h"
#include "time/clock.h"

namespace stamp::time {

struct Tracking {
	std::uint32_t ref_id = 0; // of the source followed; a reference clock's is four letters
	bool has_address = false; // the source is an NTP server, and no clock of this host
	std::uint16_t stratum = 0;
	bool synced = false;	    // leap status other than "unsynchronised"
	Duration correction{};	    // of the system clock that is still to be slewed
	Duration root_delay{};	    // to the primary source, there and back
	Duration root_dispersion{}; // error gathered on the way from it
};

inline constexpr std::size_t chrony_tracking_octets = 104; // of a reply; a request is as long

// `sequence` comes back in the reply.
[[nodiscard]] std::array<std::uint8_t, chrony_tracking_octets>
encode_tracking_request(std::uint32_t sequence);

// EBADMSG: no tracking reply to that request. EPROTO: chronyd refused it.
[[nodiscard]] Result<Tracking> decode_tracking_reply(std::span<const std::uint8_t> datagram,
						     std::uint32_t sequence);

// "PHC0" where the four octets are printable, else hexadecimal.
[[nodiscard]] std::string ref_id_text(std::uint32_t ref_id);

// It follows the orphan/local mode: its own clock, nobody else's.
[[nodiscard]] bool follows_itself(const Tracking &tracking);

// It follows a PTP hardware clock of this host: a reference clock of the PHC driver, or one whose
// configured refid begins with PHC or PTP (ptp4l's shared memory, for instance).
[[nodiscard]] bool follows_phc(const Tracking &tracking);

struct ChronyAddress {
	std::string socket_path = "/run/chrony/chronyd.sock";
	std::uint16_t udp_port = 323; // 0: not asked
};

// The unix socket needs write permission in its directory (root, mostly); UDP serves the others.
// ECONNREFUSED or ENOENT, mostly: no chronyd here.
[[nodiscard]] Result<Tracking> ask_chrony(const ChronyAddress &address, MonoTime deadline);

} // namespace stamp::time
