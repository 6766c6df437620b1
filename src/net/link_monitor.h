// SPDX-License-Identifier: Apache-2.0
// What happens to interfaces and their addresses while the program runs.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "net/iface.h"
#include "net/netlink.h"

namespace stamp::net {

struct LinkChange {
	enum class Kind {
		added,	    // a new interface; `up` says how it stands
		deleted,    // gone, or moved to another namespace
		up,	    // set up, with its carrier
		down,	    // set down, or its carrier lost
		renamed,    // `name` is the new one
		addresses,  // its own, IP or MAC, or its master changed; ask local_addresses()
		everything, // messages were lost: ask about all that matters; no index, no name
	};
	Kind kind = Kind::everything;
	int index = 0;
	std::string name; // empty when it was never known
	bool up = false;  // as far as known; always false for deleted

	bool operator==(const LinkChange &) const = default;
};

// What is known of each interface, so that of the kernel's many messages only those that change
// it are reported.
class LinkTable {
public:
	void reset(const std::vector<Interface> &interfaces);
	// Appends what this message changes; addresses of one interface once in `changes`.
	void apply(const NetlinkMessage &message, std::vector<LinkChange> &changes);

private:
	struct Known {
		std::string name;
		bool up;
		std::array<std::uint8_t, 6> mac;
		int master;
	};
	void apply_new(const Interface &iface, std::vector<LinkChange> &changes);
	void apply_deleted(const Interface &iface, std::vector<LinkChange> &changes);
	void apply_address(int index, std::vector<LinkChange> &changes);

	std::map<int, Known> known_; // by index
};

class LinkMonitor {
public:
	static Result<LinkMonitor> open();

	// Readable when there is something to drain.
	[[nodiscard]] int fd() const { return fd_.get(); }
	// In the order in which they happened; empty when nothing did. Never blocks. After a
	// flood some may be left: fd() is readable still.
	Result<std::vector<LinkChange>> drain();

private:
	LinkMonitor(Fd fd, LinkTable table) : fd_(std::move(fd)), table_(std::move(table)) {}
	Result<void> start_over();

	Fd fd_;
	LinkTable table_;
};

} // namespace stamp::net
