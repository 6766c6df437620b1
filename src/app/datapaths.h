// SPDX-License-Identifier: Apache-2.0
// Which kind of datapath a role gets. Nobody else chooses.
#pragma once

#include <optional>

#include "session/datapaths.h"
#include "session/spec.h"

namespace stamp::app {

// This kernel or a policy of this host keeps BPF programs away, or has no hook for them on the
// interface. Nothing else is a reason for another kind of datapath: not a port that is taken, nor
// an interface that is not there.
[[nodiscard]] bool keeps_programs_away(const Error &why);

class DatapathChoice {
public:
	// The first kind that the spec allows and this process is permitted. An error when there is
	// none.
	static Result<DatapathChoice> create(const session::RoleSpec &spec);

	[[nodiscard]] const session::Datapaths &operator*() const { return *kind_; }
	[[nodiscard]] const session::Datapaths *operator->() const { return kind_; }
	// After an error of this kind: true if the next one may do, and is chosen now.
	[[nodiscard]] bool falls_back(const Error &why);
	// Why it is not the kind that is preferred; absent: it is, or it was asked for.
	[[nodiscard]] const std::optional<Error> &why() const { return why_; }

private:
	DatapathChoice(const session::Datapaths &kind, bool may_differ)
		: kind_(&kind), may_differ_(may_differ) {}

	const session::Datapaths *kind_;
	bool may_differ_; // there is another kind to be tried
	std::optional<Error> why_;
};

// What somebody who reads the numbers has to know; absent: nothing.
[[nodiscard]] std::optional<stats::Warning> fallback_warning(const DatapathChoice &choice);

} // namespace stamp::app
