// SPDX-License-Identifier: Apache-2.0
// Both programs of an object on one interface, until destroyed.
#pragma once

#include <memory>
#include <string>

#include "bpf/object/object.h"
#include "net/iface.h"
#include "session/hook.h"

namespace stamp::bpf {

using session::Hook;

class Attachment {
public:
	virtual ~Attachment() = default;
	// "tcx", "clsact", "xdp", "xdp-generic"
	[[nodiscard]] virtual std::string hook() const = 0;
	// Asks the kernel, without a capability: "egress program"; empty: all of it is attached.
	[[nodiscard]] virtual Result<std::string> detached() const = 0;
};

// EOPNOTSUPP: the kernel does not have the hook. Needs CAP_NET_ADMIN and CAP_BPF. Succeeds when the
// kernel lists all programs as attached.
Result<std::unique_ptr<Attachment>> attach(const Object &object, const net::Interface &iface,
					   Hook hook);

} // namespace stamp::bpf
