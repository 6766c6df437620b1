// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "discovery/finder.h"
#include "net/resolve.h"

namespace stamp::discovery {
namespace {

class DnsFinder : public Finder {
public:
	explicit DnsFinder(net::HostPort name) : name_(std::move(name)) {}

	Result<Found> find() override {
		const auto addresses = net::resolve(name_.host);
		if (!addresses)
			return addresses.error();
		Found found;
		for (const net::Address &address : *addresses)
			found.targets.push_back({{address.text(), name_.port}, {}});
		return found;
	}

private:
	net::HostPort name_;
};

} // namespace

std::unique_ptr<Finder> dns_finder(net::HostPort name) {
	return std::make_unique<DnsFinder>(std::move(name));
}

} // namespace stamp::discovery
