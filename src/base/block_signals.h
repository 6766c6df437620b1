// SPDX-License-Identifier: Apache-2.0
// Work that is not to be broken off half-way: signals wait until it is done.
#pragma once

#include <csignal>

namespace stamp {

class BlockSignals {
public:
	BlockSignals() {
		sigset_t all;
		sigfillset(&all);
		sigprocmask(SIG_BLOCK, &all, &before_);
	}
	BlockSignals(const BlockSignals &) = delete;
	BlockSignals &operator=(const BlockSignals &) = delete;
	~BlockSignals() { sigprocmask(SIG_SETMASK, &before_, nullptr); }

private:
	sigset_t before_{};
};

} // namespace stamp
