// SPDX-License-Identifier: Apache-2.0
// A reflector that works without a process: set up, changed, ended and shown.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "session/shared_keys.h"
#include "session/spec.h"
#include "stats/reflector_report.h"

namespace stamp::app {

// One that answers.
struct PersistentReflector {
	stats::Listening listening;
	std::vector<stats::Message> notes; // on the clock, and why nothing can be answered
};

// Of the one interface that the spec names.
Result<PersistentReflector> add_persistent(const session::ReflectorSpec &spec);

// What it was set up with, on the interface of this name. What a killed stamp left half-made there
// is undone before.
Result<session::ReflectorSpec> persistent_spec(const std::string &iface);
// `keys`: those of check_reflector().
Result<PersistentReflector> change_persistent(const session::ReflectorSpec &spec,
					      const session::SharedKeys &keys);

Result<void> delete_persistent(const std::string &iface);
// How many those were.
Result<std::size_t> delete_all_persistent();
// Of what killed processes left behind: how many those were.
Result<std::size_t> delete_stale();

struct PersistentReflectors {
	std::vector<stats::PinnedReflector> reflectors;
	std::size_t stale = 0; // and what killed processes left behind
};
// Of one interface, or of all.
Result<PersistentReflectors> persistent_reflectors(const std::optional<std::string> &iface);

} // namespace stamp::app
