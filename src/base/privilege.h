// SPDX-License-Identifier: Apache-2.0
// Capabilities (capabilities(7)): what is needed is asked for by name, what is not is given away.
// The kernel keeps them per thread and these functions change the calling thread alone: call them
// from a program that has only one, before anything that would start a second.
#pragma once

#include <utility>
#include <vector>

#include "base/result.h"

namespace stamp::privilege {

using Capability = unsigned; // CAP_* of <linux/capability.h>
using Capabilities = std::vector<Capability>;

// Wherever CAP_BPF or CAP_PERFMON is wanted and not permitted, CAP_SYS_ADMIN serves, as it does in
// the kernel.

// Is it in the permitted set now?
bool has(Capability capability);

// Leaves effective what the user who starts us had anyway: everything for user 0, else the
// ambient set. A file of `setcap ...+ep` begins with more, and a path of the caller would be
// opened with it: CAP_NET_ADMIN alone opens /proc/sys/net for writing. The permitted set stays,
// for Raised.
Result<void> lower_to_the_callers();

// Empties every set for good: effective, permitted, inheritable, ambient, and the bounding set
// when CAP_SETPCAP is there to do it. no_new_privs is set as well, so that not even an exec by
// user 0 or of a file with capabilities gives anything back. Works for user 0 and for others.
Result<void> drop_all();

// As drop_all(), but `kept` stay in the permitted set, from where Raised can fetch them. Those
// of `kept` that are not permitted now are not kept.
Result<void> keep_permitted(const Capabilities &kept);

// Makes permitted capabilities effective while it lives. What was effective before stays so.
class Raised {
public:
	// EPERM when one of `wanted` is not permitted, "missing CAP_BPF and CAP_NET_ADMIN"; nothing
	// is raised then.
	static Result<Raised> create(const Capabilities &wanted);
	// Those of `wanted` that are permitted.
	static Result<Raised> where_permitted(const Capabilities &wanted);

	Raised(Raised &&other) noexcept : raised_(std::exchange(other.raised_, {})) {}
	Raised &operator=(Raised &&) = delete;
	~Raised();

private:
	explicit Raised(Capabilities raised) : raised_(std::move(raised)) {}

	Capabilities raised_;
};

} // namespace stamp::privilege
