// SPDX-License-Identifier: Apache-2.0
// Attaching a reflector's programs so that they stay without a process, and finding them again.
#pragma once

#include <string>

#include "base/result.h"
#include "bpf/attach.h"
#include "net/iface.h"
#include "stamp/abi.h"

namespace stamp::bpf {

class OwnerlessHook {
public:
	virtual ~OwnerlessHook() = default;
	// As --hook has it.
	[[nodiscard]] virtual std::string name() const = 0;
	[[nodiscard]] virtual Hook kind() const = 0;

	// Links are pinned in `directory`. The egress program of a generation may be attached
	// beside that of the other one; made_qdisc and generation of `about` are heeded and set.
	virtual Result<void> attach_egress(const Object &object, const net::Interface &iface,
					   const std::string &directory,
					   stamp_about &about) const = 0;
	// Completes `about` with the hook's name: "xdp-generic".
	virtual Result<void> attach_ingress(const Object &object, const net::Interface &iface,
					    const std::string &directory,
					    stamp_about &about) const = 0;
	// Puts the program in the place of the one that `old` has: no packet sees neither or both.
	virtual Result<void> replace_ingress(const Object &object, const net::Interface &iface,
					     const std::string &old,
					     const std::string &directory) const = 0;
	virtual void detach_ingress(const stamp_about &about,
				    const std::string &directory) const = 0;
	virtual void detach_egress(const stamp_about &about,
				   const std::string &directory) const = 0;
	[[nodiscard]] virtual bool is_attached(const stamp_about &about,
					       const std::string &directory) const = 0;
};

// By what `about` says; nullptr for a name that is none.
const OwnerlessHook *ownerless_hook(const std::string &name);

[[nodiscard]] bool is_attached(const stamp_about &about, const std::string &directory);
// It has links, and their interface is gone: also told of another network namespace.
[[nodiscard]] bool has_lost_links(const std::string &directory);

} // namespace stamp::bpf
