// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include <glob.h>
#include <sys/inotify.h>

#include "base/fd.h"
#include "base/whole_file.h"
#include "discovery/finder.h"
#include "discovery/target_list.h"

namespace stamp::discovery {
namespace {

constexpr std::uint32_t changes = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE |
				  IN_CREATE | IN_DELETE_SELF | IN_MOVE_SELF;

Result<std::vector<Target>> read_list(const std::string &path) {
	auto text = read_whole_file(path, max_list_octets);
	if (!text)
		return std::move(text).error();
	return read_target_list(*text, path);
}

std::vector<std::string> files_of(const std::string &pattern) {
	glob_t found{};
	std::vector<std::string> files;
	if (glob(pattern.c_str(), 0, nullptr, &found) == 0)
		for (std::size_t i = 0; i < found.gl_pathc; i++)
			files.emplace_back(found.gl_pathv[i]);
	globfree(&found);
	return files;
}

class FileFinder : public Finder {
public:
	explicit FileFinder(std::string pattern)
		: pattern_(std::move(pattern)), watch_(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {}

	// What was there before a change is read after it: the watch comes first.
	Result<Found> find() override {
		drain();
		watch(std::filesystem::path(pattern_).parent_path().string());
		const std::vector<std::string> files = files_of(pattern_);
		Found found;
		std::map<std::string, std::vector<Target>> lists;
		for (const std::string &file : files) {
			watch(std::filesystem::path(file).parent_path().string());
			auto list = read_list(file);
			if (!list && !found.trouble)
				found.trouble = list.error();
			lists[file] = list ? std::move(list).value() : lists_[file];
		}
		lists_ = std::move(lists);
		for (const auto &[file, list] : lists_)
			found.targets.insert(found.targets.end(), list.begin(), list.end());
		return found;
	}

	[[nodiscard]] int news() const override { return watch_.get(); }

private:
	// The folder, since editors and agents put a new file in the place of the old one.
	void watch(const std::string &folder) {
		inotify_add_watch(watch_.get(), folder.empty() ? "." : folder.c_str(),
				  changes | IN_ONLYDIR);
	}

	void drain() {
		std::array<char, 4096> events{};
		while (read(watch_.get(), events.data(), events.size()) > 0)
			;
	}

	std::string pattern_;
	Fd watch_;
	std::map<std::string, std::vector<Target>> lists_; // by file, as it was last whole
};

} // namespace

std::unique_ptr<Finder> file_finder(std::string glob) {
	return std::make_unique<FileFinder>(std::move(glob));
}

} // namespace stamp::discovery
