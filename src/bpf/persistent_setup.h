// SPDX-License-Identifier: Apache-2.0
// From the settings of a persistent reflector to its pinned programs and maps.
#pragma once

#include <string>
#include <vector>

#include "bpf/object/reflector_setup.h"
#include "bpf/pin/settings.h"
#include "session/shared_keys.h"
#include "session/wire_clock.h"

namespace stamp::bpf {

// What a persistent reflector is made of.
struct PersistentSetup {
	const session::ReflectorSpec &spec;
	session::SharedKeys keys; // of the files of `spec`
	session::WireClock clock;
};

// The maps that are kept over a change: the counters, what is known of sources, the keys if they
// stay and, when there is as much room for them as before, the sessions.
Result<std::vector<ReusedMap>> open_kept(const std::string &directory,
					 const session::ReflectorSpec &spec);

struct Prepared {
	Object object;
	Fd about; // the map, pinned first: it identifies what follows
};

// Loaded, filled and pinned in a new directory, attached to nothing. Completes `about`.
Result<Prepared> prepare(const net::Interface &iface, const PersistentSetup &setup,
			 const std::vector<ReusedMap> &kept, const std::string &directory,
			 stamp_about &about);

} // namespace stamp::bpf
