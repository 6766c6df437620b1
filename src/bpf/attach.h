// SPDX-License-Identifier: Apache-2.0
// Both programs of an object on one interface, until destroyed.
#pragma once

#include <memory>
#include <string>

#include "bpf/object.h"
#include "net/iface.h"

namespace stamp::bpf {

enum class Hook {
	automatic, // the first that this kernel has: tcx, clsact
	tcx,	   // Linux 6.6: a link, gone with its owner, even by SIGKILL
	clsact,	   // a filter, which needs somebody to remove it
	xdp,	   // before the stack: natively, else generic; what it leaves goes to tcx or clsact
};

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
