// SPDX-License-Identifier: Apache-2.0
// Where lines go: a descriptor that is written to without ever waiting for its reader. What the
// reader does not take at once is kept, up to a bound, and leaves with a later push().
#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/fd.h"

namespace stamp {

class Outlet {
public:
	static constexpr std::size_t usual_bound = std::size_t{4} << 20;

	// Borrows `fd`, which others may have, too: a pipe or terminal is opened once more, since
	// O_NONBLOCK belongs to what is open and not to the descriptor.
	explicit Outlet(int fd, std::size_t bound = usual_bound);
	// A file of our own.
	explicit Outlet(Fd own, std::size_t bound = usual_bound);
	Outlet(Outlet &&) = delete;

	// Whole lines, which leave at once if the reader takes them. False: too much waits already,
	// and these are refused.
	bool write(std::string_view lines) { return take(lines, bound_); }
	// The same for what must not be missing, a summary: there is room of its own for it.
	bool write_surely(std::string_view lines) { return take(lines, 2 * bound_); }

	// From now on write() waits until its reader has taken all, or `stop_fd` is readable. For
	// what has nothing else to do, and may be long.
	void wait_for_reader(int stop_fd = -1) {
		waits_ = true;
		stop_fd_ = stop_fd;
	}

	// Writes what the reader takes now.
	void push();
	// Octets that it has not taken. Then fd() is to be polled for POLLOUT, unless error().
	[[nodiscard]] std::size_t waiting() const { return queue_.size() - head_; }
	[[nodiscard]] int fd() const { return fd_; }
	[[nodiscard]] std::uint64_t refused() const { return refused_; } // lines

	// errno of why it cannot be written at present (ENOSPC, EFBIG), or for good (EPIPE); 0: it
	// can. What waits is kept.
	[[nodiscard]] int error() const { return error_; }
	[[nodiscard]] bool is_gone() const { return error_ == EPIPE; }
	// Once more, unless the reader has gone away.
	void try_again();
	// From now on to this file. The rest of a line that has begun in the old one is refused.
	void replace(Fd own);

private:
	enum class Way : std::uint8_t { plain, socket, careful };

	bool take(std::string_view lines, std::size_t bound);
	bool take_waiting(std::string_view text);
	long write_some(std::string_view octets) const;
	void choose_way();
	void forget(std::size_t octets);

	int fd_;
	Fd own_;
	Way way_ = Way::plain;
	std::size_t piece_; // written in one call
	std::size_t bound_;
	std::string queue_;
	std::size_t head_ = 0; // of the queue: what is before it has left
	bool in_line_ = false; // what has left ends within a line
	std::uint64_t refused_ = 0;
	bool waits_ = false;
	int stop_fd_ = -1;
	int error_ = 0;
};

// Waits until the reader has taken all; false when it has failed, or has taken nothing for
// `patience_ms` (-1: for ever). For what has nothing else to wait for.
bool drain(Outlet &outlet, int patience_ms = -1);

} // namespace stamp
