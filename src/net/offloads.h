// SPDX-License-Identifier: Apache-2.0
// Features of a network device (ethtool -k) that change what programs see of a packet.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "net/iface.h"

namespace stamp::net {

struct Offloads {
	std::vector<std::string> on; // names of the kernel: "rx-gro", "tx-udp-segmentation", ...

	bool operator==(const Offloads &) const = default;
	[[nodiscard]] bool has(const std::string &name) const;
};

// Asks the driver. Needs no capability.
Result<Offloads> offloads(const Interface &iface);

} // namespace stamp::net
