// SPDX-License-Identifier: Apache-2.0
// A stdio stream that a renderer writes to, and whether it still takes what is written.
#pragma once

#include <cerrno>
#include <cstdio>
#include <string_view>

namespace stamp::render {

class Stream {
public:
	// Borrowed: the caller closes it.
	explicit Stream(std::FILE *file) : file_(file) {}

	// Written and flushed at once: a reader at the other end of a pipe waits for lines.
	void write(std::string_view text) {
		if (error_ == 0 &&
		    (std::fwrite(text.data(), 1, text.size(), file_) != text.size() ||
		     std::fflush(file_) != 0))
			error_ = errno;
	}

	// errno of the first failure (EPIPE, ENOSPC), which is for good; 0: none.
	[[nodiscard]] int error() const { return error_; }
	[[nodiscard]] bool good() const { return error_ == 0; }

private:
	std::FILE *file_;
	int error_ = 0;
};

} // namespace stamp::render
