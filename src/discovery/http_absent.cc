// SPDX-License-Identifier: Apache-2.0
// In place of http_finder.cc, in a program that was built without libcurl.
#include <cerrno>

#include "discovery/finder.h"

namespace stamp::discovery {
namespace {

class NoFinder : public Finder {
public:
	Result<Found> find() override {
		return Error{ENOTSUP, "discover over HTTP, which this program was built without"};
	}
};

} // namespace

std::unique_ptr<Finder> http_finder(std::string, Duration) {
	return std::make_unique<NoFinder>();
}

} // namespace stamp::discovery
