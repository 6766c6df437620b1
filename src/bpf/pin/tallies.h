// SPDX-License-Identifier: Apache-2.0
// The map in which a sender tells what it has measured so far. It is written through memory: that
// wants neither a system call nor a capability, of which a sender keeps none.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
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
	struct Unmap {
		std::size_t octets = 0;
		void operator()(stamp_published *all) const;
	};
	using Memory = std::unique_ptr<stamp_published, Unmap>;

	Tallies(Fd map, Memory memory, std::size_t count)
		: map_(std::move(map)), memory_(std::move(memory)), count_(count) {}
	static Result<Memory> map_into_memory(const Fd &map, std::size_t count, int protection);

	Fd map_;
	Memory memory_;
	std::size_t count_;
};

} // namespace stamp::bpf
