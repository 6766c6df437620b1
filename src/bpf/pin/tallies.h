// SPDX-License-Identifier: Apache-2.0
// The map in which a sender publishes what it has measured so far. It is written through memory,
// which takes neither a system call nor a capability: a sender keeps none.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "bpf/object/map.h"
#include "stamp/tally.h"

namespace stamp::bpf {

class Tallies {
public:
	// One element for each target.
	static Result<Tallies> create(const std::vector<std::string> &targets);
	// ENOENT: there are none. EPROTO: they have another layout.
	static Result<Tallies> open(const std::string &directory);

	[[nodiscard]] int fd() const { return map_.get(); }
	void write(std::size_t index, const stamp_tally &tally);
	// Each as it was at one moment; one whose writer is in the middle of it for good is left
	// out.
	[[nodiscard]] std::vector<std::pair<std::size_t, stamp_published>> read() const;

private:
	using Shared = MappedArray<stamp_published>;

	Tallies(Fd map, Shared shared) : map_(std::move(map)), shared_(std::move(shared)) {}

	Fd map_;
	Shared shared_;
};

} // namespace stamp::bpf
