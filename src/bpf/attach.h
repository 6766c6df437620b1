// SPDX-License-Identifier: Apache-2.0
// Both programs of an object on one interface, until destroyed.
#pragma once

#include <memory>
#include <string>

#include "bpf/hook.h"
#include "bpf/object.h"
#include "net/iface.h"

namespace stamp::bpf {

class Attachment {
public:
	virtual ~Attachment() = default;
	// "tcx", "clsact", "xdp", "xdp-generic"
	[[nodiscard]] virtual std::string hook() const = 0;
};

// EOPNOTSUPP: the kernel does not have the hook. Needs CAP_NET_ADMIN and CAP_BPF.
Result<std::unique_ptr<Attachment>> attach(const Object &object, const net::Interface &iface,
					   Hook hook);

} // namespace stamp::bpf
