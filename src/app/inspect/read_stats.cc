// SPDX-License-Identifier: Apache-2.0
#include "app/inspect/read_stats.h"

#include "app/inspect/instances.h"
#include "app/inspect/published.h"

namespace stamp::app {

StatsRead read_stats(const std::string &iface, const SessionsWanted &wanted,
		     const std::optional<Error> &no_bpf) {
	StatsRead read;
	if (no_bpf)
		read.failed = no_bpf;
	else
		read_instances(iface, wanted, read);
	read_published(iface, wanted, read);
	return read;
}

} // namespace stamp::app
