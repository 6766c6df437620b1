// SPDX-License-Identifier: Apache-2.0
// The addresses of names that come and go. A thread of its own asks, for the resolver may block.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "net/address.h"
#include "time/clock.h"

namespace stamp::app {

class Resolver {
public:
	struct Name {
		std::string host, iface; // as for net::resolve()
		net::Family family = net::Family::any;
		auto operator<=>(const Name &) const = default;
	};
	using Found = Result<std::vector<net::Address>>;

	// Its thread has the capabilities of the caller. A name that was found is asked for again
	// after `interval`, one that was not after a few seconds.
	static Result<Resolver> start(Duration interval);
	Resolver(Resolver &&) noexcept = default;
	Resolver &operator=(Resolver &&) = delete;
	~Resolver();

	// These names alone from now on.
	void follow(std::set<Name> names, Duration interval);
	// Absent: nobody has answered yet. What was found stays when it cannot be found again.
	[[nodiscard]] std::optional<Found> addresses(const Name &name) const;
	// Another number when an answer is another one.
	[[nodiscard]] std::uint64_t version() const;

private:
	struct Shared;
	explicit Resolver(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}

	std::shared_ptr<Shared> shared_;
};

} // namespace stamp::app
