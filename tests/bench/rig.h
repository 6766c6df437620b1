// SPDX-License-Identifier: Apache-2.0
// A veth pair in a network namespace of this process's own. "near" generates and drops what comes
// back, on CPU 0; "far" answers, in a thread of its own on CPU 1.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <sys/types.h>
#include <thread>

#include "base/fd.h"
#include "bench/floor.h"
#include "net/iface.h"
#include "support/octets.h"

namespace stamp::bench {

[[noreturn]] void skip(const std::string &why);

// Of one end since it was made.
struct Traffic {
	std::uint64_t received = 0;    // frames that its NAPI took
	std::uint64_t transmitted = 0; // frames that the other end's NAPI took
};

class Rig {
public:
	Rig();

	[[nodiscard]] const net::Interface &near() const { return near_; }
	[[nodiscard]] const net::Interface &far() const { return far_; }
	[[nodiscard]] Traffic far_traffic() const;
	// CPU time that the answering thread has used.
	[[nodiscard]] double far_cpu_ns() const;

private:
	net::Interface near_, far_;
	pid_t far_thread_ = 0;
};

// Injects one frame over and over into the far end, from its construction to its end.
class Generator {
public:
	// `per_second` 0: as many as go.
	Generator(floor_bpf *floor, const Rig &rig, const test::Octets &frame, double per_second);
	~Generator();
	Generator(const Generator &) = delete;
	Generator &operator=(const Generator &) = delete;

	[[nodiscard]] std::uint64_t sent() const;

private:
	floor_bpf *floor_;
	std::atomic<bool> ended_ = false;
	std::thread thread_;
};

} // namespace stamp::bench
