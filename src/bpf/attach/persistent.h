// SPDX-License-Identifier: Apache-2.0
// Attaching the programs of a reflector so that they outlast the process, and finding them again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <linux/bpf.h>

#include "base/fd.h"
#include "base/result.h"
#include "bpf/attach/attach.h"
#include "bpf/attach/tc_filters.h"
#include "net/iface.h"
#include "stamp/abi.h"

namespace stamp::bpf {

// Which of the programs that are pinned in a directory the kernel has attached.
struct Presence {
	int ifindex = 0;	   // of this network namespace, with any of them; 0: none has
	bool is_elsewhere = false; // some are on an interface of another network namespace
	bool has_ingress = false, has_egress = false, has_xdp = true; // has_xdp: or wants none

	[[nodiscard]] bool is_whole() const { return has_ingress && has_egress && has_xdp; }
};

class PersistentHook {
public:
	virtual ~PersistentHook() = default;
	// As --hook has it.
	[[nodiscard]] virtual std::string name() const = 0;
	[[nodiscard]] virtual Hook kind() const = 0;

	// Pins links in `directory`. The egress programs of both generations may be attached at a
	// time; made_qdisc and generation of `about` are read and set.
	virtual Result<void> attach_egress(const Object &object, const net::Interface &iface,
					   const std::string &directory,
					   stamp_about &about) const = 0;
	// Where a link of those in `old` is on the interface, its program is exchanged, and no
	// packet sees neither or both; where not, the new one is attached. `old` may be empty.
	// Completes `about` with the hook's name: "xdp-generic".
	virtual Result<void> install_ingress(const Object &object, const net::Interface &iface,
					     const std::string &old, const std::string &directory,
					     stamp_about &about) const = 0;
	// After an interrupted change: sends requests to the programs of `directory` again.
	virtual Result<void> restore_ingress(const stamp_about &about,
					     const std::string &directory) const = 0;
	[[nodiscard]] virtual Presence presence(const stamp_about &about,
						const std::string &directory) const = 0;
};

// The hook of `about`; nullptr: no hook has this name.
const PersistentHook *persistent_hook(const std::string &name);

[[nodiscard]] Presence presence_of(const stamp_about &about, const std::string &directory);
// Whether it has links whose interface is gone. Also for pins of another network namespace.
[[nodiscard]] bool has_lost_links(const std::string &directory);

// The tc filters of persistent reflectors, whatever is pinned.
Result<std::vector<TcFilter>> persistent_filters(int ifindex);
// The number of a pinned program; 0: there is none. An error means that the kernel does not say,
// which is not the same as none.
Result<std::uint32_t> pinned_program(const std::string &directory, const char *name);

struct PinnedLink {
	Fd fd;
	bpf_link_info info;
};
// Absent: there is none. Errors as above.
Result<std::optional<PinnedLink>> pinned_link(const std::string &directory, const char *name);

// Detaches what is pinned in `directory`, and the filters on these interfaces that are not
// pinned, but nothing that `kept` has as well. Both may be missing. An error is something that is
// still attached.
Result<void> detach_all(const std::string &directory, const std::string &kept,
			const std::vector<int> &ifindexes);

} // namespace stamp::bpf
