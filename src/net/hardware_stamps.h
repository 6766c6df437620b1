// SPDX-License-Identifier: Apache-2.0
// What a network card can do and does about times of reception (ethtool -T, hwstamp_ctl).
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "net/iface.h"

namespace stamp::net {

struct HardwareStamps {
	int phc = -1;			  // its clock is /dev/ptp<phc>; -1: none
	bool stamps_any = false;	  // it can stamp what it receives, at all ...
	bool stamps_every = false;	  // ... and whatever kind of packet it is
	bool every_is_on = false;	  // it does so now
	std::optional<bool> gives_to_xdp; // absent: the kernel does not say
};

// Asks the driver. Needs no capability.
[[nodiscard]] HardwareStamps hardware_stamps(const Interface &iface);
// Why packets cannot have receive times of the card's; empty: they can.
[[nodiscard]] std::string why_no_receive_times(const HardwareStamps &stamps);
// Has every received packet stamped; leaves the rest as it is. Needs CAP_NET_ADMIN.
Result<void> stamp_every_packet(const Interface &iface);

} // namespace stamp::net
