// SPDX-License-Identifier: Apache-2.0
// The map in which a sender publishes what it has measured so far. It is written through memory,
// which takes neither a system call nor a capability: a sender keeps none.
#pragma once

#include <string>
#include <utility>

#include "base/fd.h"
#include "base/result.h"
#include "bpf/object/map.h"
#include "session/tally_board.h"
#include "stamp/tally.h"

namespace stamp::bpf {

class Tallies {
public:
	// Room for so many targets.
	static Result<Tallies> create(std::size_t targets);
	// ENOENT: there are none. Reason::other_version: they have another layout.
	static Result<Tallies> open(const std::string &directory);

	[[nodiscard]] int fd() const { return map_.get(); }
	// What was opened is read-only memory: its board is not written.
	[[nodiscard]] session::TallyBoard &board() { return board_; }
	[[nodiscard]] const session::TallyBoard &board() const { return board_; }

private:
	using Shared = MappedArray<stamp_published>;

	Tallies(Fd map, Shared shared)
		: map_(std::move(map)), shared_(std::move(shared)),
		  board_({&shared_[0], shared_.size()}) {}

	Fd map_;
	Shared shared_;
	session::TallyBoard board_;
};

} // namespace stamp::bpf
