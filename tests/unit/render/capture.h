// SPDX-License-Identifier: Apache-2.0
// An outlet into memory, for renderers.
#pragma once

#include <string>

#include <sys/mman.h>
#include <unistd.h>

#include "base/outlet.h"

namespace stamp::test {

class Capture {
public:
	[[nodiscard]] Outlet &file() { return outlet_; }
	// What was written since the last call.
	[[nodiscard]] std::string take() {
		std::string text(
			static_cast<std::size_t>(lseek(outlet_.fd(), 0, SEEK_END)) - taken_, '\0');
		const ssize_t read =
			pread(outlet_.fd(), text.data(), text.size(), static_cast<off_t>(taken_));
		text.resize(read < 0 ? 0 : static_cast<std::size_t>(read));
		taken_ += text.size();
		return text;
	}

private:
	Outlet outlet_{Fd(memfd_create("capture", MFD_CLOEXEC))};
	std::size_t taken_ = 0;
};

} // namespace stamp::test
