// SPDX-License-Identifier: Apache-2.0
// A lock by name that the kernel undoes when its owner dies, however it dies.
#pragma once

#include <string>

#include "base/fd.h"
#include "base/result.h"

namespace stamp::net {

// An abstract unix socket called "stamp/<what>" (unix(7)): one owner in a network namespace, no
// file left behind. Kept by a process forked from the owner too, until both have let go. It keeps
// our own processes apart, no more: any user may take such a name.
class Claim {
public:
	// "claim 2/862" with EADDRINUSE when another has it, ENAMETOOLONG beyond 100 octets.
	static Result<Claim> claim(const std::string &what);

private:
	explicit Claim(Fd fd) : fd_(std::move(fd)) {}

	Fd fd_;
};

// Whether anybody, this process included, has it now.
bool is_claimed(const std::string &what);

} // namespace stamp::net
