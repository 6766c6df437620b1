// SPDX-License-Identifier: Apache-2.0
// A stream into memory, for renderers.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

namespace stamp::test {

class Capture {
public:
	Capture() : file_(open_memstream(&text_, &size_)) {}
	Capture(const Capture &) = delete;
	Capture &operator=(const Capture &) = delete;
	~Capture() {
		std::fclose(file_);
		std::free(text_);
	}

	[[nodiscard]] std::FILE *file() const { return file_; }
	// What was written since the last call.
	[[nodiscard]] std::string take() {
		std::fflush(file_);
		std::string text(text_ + taken_, size_ - taken_);
		taken_ = size_;
		return text;
	}

private:
	char *text_ = nullptr;
	std::size_t size_ = 0, taken_ = 0;
	std::FILE *file_;
};

} // namespace stamp::test
