// SPDX-License-Identifier: Apache-2.0
// Files that hold a secret: read only where nobody else can have read or written them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.h"
#include "base/secret.h"

namespace stamp {

inline constexpr std::size_t max_secret_file_octets = 4096;

// All of a regular file of ours or of root, which neither its group nor others may read or write,
// and which is not empty. A symbolic link is followed: what counts is what was opened.
// Errors have the cure in them; EACCES and EPERM are the kernel's word, 0 is ours. To change a
// file's mode or owner is a cure only for one that holds a secret: `holds` says so of its text.
using Holds = bool (*)(std::string_view text);
Result<Secret> read_secret_file(const std::string &path, Holds holds = nullptr);

// A directory with such files, which none but us and root may write.
class SecretDirectory {
public:
	static Result<SecretDirectory> open(const std::string &path);

	// Sorted; without those that begin with a dot or end with "~".
	[[nodiscard]] const std::vector<std::string> &names() const { return names_; }
	[[nodiscard]] std::string path_of(const std::string &name) const {
		return path_ + "/" + name;
	}
	[[nodiscard]] Result<Secret> read(const std::string &name, Holds holds = nullptr) const;

private:
	SecretDirectory(std::string path, Fd fd) : path_(std::move(path)), fd_(std::move(fd)) {}

	std::string path_;
	Fd fd_;
	std::vector<std::string> names_;
};

} // namespace stamp
