// SPDX-License-Identifier: Apache-2.0
// A stdio stream that a renderer writes to, and whether it still takes what is written.
#pragma once

#include <cstdio>
#include <string_view>

namespace stamp::render {

class Stream {
public:
	// Borrowed: the caller closes it.
	explicit Stream(std::FILE *file) : file_(file) {}

	// Written and flushed at once: a reader at the other end of a pipe waits for lines.
	void write(std::string_view text) {
		good_ = good_ && std::fwrite(text.data(), 1, text.size(), file_) == text.size() &&
			std::fflush(file_) == 0;
	}

	// false for good after the first failure (EPIPE, ENOSPC).
	[[nodiscard]] bool good() const { return good_; }

private:
	std::FILE *file_;
	bool good_ = true;
};

} // namespace stamp::render
