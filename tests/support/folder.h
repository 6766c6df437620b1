// SPDX-License-Identifier: Apache-2.0
// A directory of a test's own, gone with it.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include <sys/stat.h>

namespace stamp::test {

class Folder {
public:
	Folder() : path_(std::filesystem::temp_directory_path() / "stamp-test-XXXXXX") {
		if (!mkdtemp(path_.data())) // of mode 0700
			throw std::runtime_error("no directory " + path_);
	}
	Folder(const Folder &) = delete;
	Folder &operator=(const Folder &) = delete;
	~Folder() { std::filesystem::remove_all(path_); }

	[[nodiscard]] const std::string &path() const { return path_; }
	[[nodiscard]] std::string path(const std::string &name) const { return path_ + "/" + name; }
	// The path of a file with this content.
	std::string file(const std::string &name, const std::string &content,
			 mode_t mode = 0600) const {
		std::ofstream(path(name)) << content;
		chmod(path(name).c_str(), mode);
		return path(name);
	}

private:
	std::string path_;
};

} // namespace stamp::test
