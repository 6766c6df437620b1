// SPDX-License-Identifier: Apache-2.0
// A discovery that goes on in a thread of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/result.h"
#include "discovery/finder.h"
#include "discovery/target.h"
#include "time/clock.h"

namespace stamp::discovery {

class Watch {
public:
	// What is known so far.
	struct Findings {
		std::vector<Target> targets;
		std::optional<Error> trouble; // of the latest attempt
		std::uint64_t failures = 0;
		std::optional<UtcTime> succeeded; // the latest that was whole
		std::uint64_t version = 0;	  // another number: something above is another one
	};

	// Finds at once, every `refresh`, and when the finder has news. `bell`: an eventfd(2) that
	// is rung when there is something else to know; it is open as long as this is. The thread
	// has the capabilities of the caller.
	static Result<Watch> start(std::unique_ptr<Finder> finder, Duration refresh, int bell);
	Watch(Watch &&) noexcept = default;
	Watch &operator=(Watch &&) = delete;
	// Does not wait: the thread ends when its finder lets go of it.
	~Watch();

	[[nodiscard]] std::uint64_t version() const;
	[[nodiscard]] Findings findings() const;

private:
	struct Shared;
	explicit Watch(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}

	std::shared_ptr<Shared> shared_;
};

} // namespace stamp::discovery
