// SPDX-License-Identifier: Apache-2.0
#include "base/whole_file.h"

#include <array>
#include <cerrno>

#include <fcntl.h>

#include "base/fd.h"

namespace stamp {

Result<std::string> read_whole_file(const std::string &path, std::size_t most) {
	const std::string doing = "read " + path;
	const Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
	if (!file)
		return last_error(doing);
	std::string text;
	std::array<char, 16384> part{};
	for (;;) {
		const ssize_t octets = read(file.get(), part.data(), part.size());
		if (octets < 0)
			return last_error(doing);
		if (octets == 0)
			return text;
		text.append(part.data(), static_cast<std::size_t>(octets));
		if (text.size() > most)
			return Error{EFBIG, doing};
	}
}

} // namespace stamp
