// SPDX-License-Identifier: Apache-2.0
// Attaching in front of the stack, by a link that goes with its owner.
#pragma once

#include <memory>

#include "base/fd.h"
#include "bpf/attach/attach.h"

namespace stamp::bpf {

struct XdpLink {
	Fd link;
	bool is_native = false;
};

// Natively where the driver can, else generic, which the kernel does for any device. `behind` takes
// what XDP leaves.
Result<std::unique_ptr<Attachment>> attach_xdp(const Object &object, const net::Interface &iface,
					       std::unique_ptr<Attachment> behind);
// The link alone. EBUSY: another XDP program holds the interface.
Result<XdpLink> link_xdp(const Object &object, const net::Interface &iface);

} // namespace stamp::bpf
