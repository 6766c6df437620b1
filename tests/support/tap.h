// SPDX-License-Identifier: Apache-2.0
// A device whose wire is a file of ours, in a network namespace of its own. What prog_run lacks is
// to be had here: checksums left to the device, frames in pieces, 9000 octets, real redirection.
#pragma once

#include <optional>

#include "base/fd.h"
#include "base/result.h"
#include "support/octets.h"

namespace stamp::test {

enum class Wire { ethernet, ip };

// How a frame comes in.
struct Arrival {
	bool partial = false;	    // the UDP checksum is left to the device; `l4` then counts
	std::uint16_t l4 = 0;	    // where the UDP header is
	std::uint16_t together = 0; // octets in the first piece, the rest in others; 0: one piece
};

// How it went out.
struct Departure {
	Octets frame;
	bool partial;
};

class Tap {
public:
	// `offload`: it takes frames with partial checksums; else the kernel completes them before.
	static Result<Tap> create(Wire wire, bool offload);
	Tap(Tap &&) = default;
	~Tap();

	Result<void> attach(int ingress_fd, int egress_fd);
	[[nodiscard]] const Octets &mac() const { return mac_; }
	[[nodiscard]] Result<void> send(const Octets &frame, const Arrival &how);
	// The next UDP frame from port 862; nullopt when none comes within 200 ms.
	[[nodiscard]] std::optional<Departure> receive();

private:
	Tap() = default;
	[[nodiscard]] Result<void> configure(Wire wire, bool offload);
	[[nodiscard]] Result<void> attach_clsact(int ingress_fd, int egress_fd);

	Fd outside_; // the namespace to go back to
	Fd file_;
	Fd ingress_, egress_;
	unsigned index_ = 0;
	Wire wire_ = Wire::ethernet;
	Octets mac_;
};

} // namespace stamp::test
