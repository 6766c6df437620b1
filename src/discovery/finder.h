// SPDX-License-Identifier: Apache-2.0
// One way to find targets. Its functions may block: a thread of its own calls them.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "base/error.h"
#include "base/result.h"
#include "discovery/target.h"
#include "time/clock.h"

namespace stamp::discovery {

struct Found {
	std::vector<Target> targets;
	std::optional<Error> trouble; // with a part of them, for which the old targets stay
};

class Finder {
public:
	virtual ~Finder() = default;

	// An error: nothing is known now, and what was found before stays.
	virtual Result<Found> find() = 0;
	// Readable: find() may have something else to say. -1: there is no such descriptor.
	[[nodiscard]] virtual int news() const { return -1; }
};

// Of a name, with a port or without: every address.
std::unique_ptr<Finder> dns_finder(net::HostPort name);
// A glob (glob(7)) of files with lists of targets.
std::unique_ptr<Finder> file_finder(std::string glob);
// A URL that answers with a list of targets. `refresh`: how often it is asked, as requests say.
std::unique_ptr<Finder> http_finder(std::string url, Duration refresh);

} // namespace stamp::discovery
