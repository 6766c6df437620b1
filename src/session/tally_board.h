// SPDX-License-Identifier: Apache-2.0
// What a sender has measured so far, in memory that others on this host read: one element for each
// target. Whose memory that is (a BPF map's, a file's, a test's) is its owner's business.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "stamp/tally.h"

namespace stamp::session {

class TallyBoard {
public:
	// `memory` is zero at first, stays where it is and outlives the board.
	explicit TallyBoard(std::span<stamp_published> memory) : memory_(memory) {}

	// Another target has this place. It is read from the first write() on.
	void begin(std::size_t index, std::string_view target);
	// No target has it.
	void end(std::size_t index);
	void write(std::size_t index, const stamp_tally &tally);

	// Each as it was at one moment; one whose writer is in the middle of it for good is left
	// out.
	[[nodiscard]] std::vector<std::pair<std::size_t, stamp_published>> read() const;
	[[nodiscard]] std::size_t size() const { return memory_.size(); }

private:
	std::span<stamp_published> memory_;
};

} // namespace stamp::session
