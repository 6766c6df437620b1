// SPDX-License-Identifier: Apache-2.0
// SIGINT, SIGTERM, SIGHUP and SIGQUIT as something to read.
#pragma once

#include <optional>

#include "base/fd.h"
#include "base/result.h"

namespace stamp::session {

class Signals {
public:
	// Blocks these signals for the process; SIGHUP unless it is ignored (nohup). From now on
	// nobody waits for a reader of stderr.
	static Result<Signals> take_over();

	[[nodiscard]] int fd() const { return fd_.get(); }
	// The next one that came in, in the order of arrival. A terminal that goes away asks us to
	// end: that SIGHUP, which the kernel sends, comes as SIGTERM, and kill -HUP as SIGHUP.
	std::optional<int> next();

private:
	explicit Signals(Fd fd) : fd_(std::move(fd)) {}

	Fd fd_;
};

} // namespace stamp::session
