// SPDX-License-Identifier: Apache-2.0
// Follows what names resolve to. A thread of its own asks, for the resolver may block for long.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "net/address.h"

namespace stamp::net {

struct WatchedName {
	std::string host, iface; // as for resolve()
	Family family = Family::any;
};

class NameWatch {
public:
	// The names are asked for every few seconds, and once hosts(5) or resolv.conf(5) changes.
	// Its thread has the capabilities of the caller.
	static Result<NameWatch> start(std::vector<WatchedName> names);
	NameWatch(NameWatch &&) noexcept = default;
	NameWatch &operator=(NameWatch &&other) noexcept {
		std::swap(shared_, other.shared_);
		return *this;
	}
	// Does not wait: the thread ends when the resolver lets go of it.
	~NameWatch();

	// The addresses of each name, in their order, as of the last time it could be resolved;
	// empty until then. Never blocks.
	[[nodiscard]] std::vector<std::vector<Address>> addresses() const;

private:
	struct Shared;
	explicit NameWatch(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}

	std::shared_ptr<Shared> shared_;
};

} // namespace stamp::net
