// SPDX-License-Identifier: Apache-2.0
#include "base/trusted_dir.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <string_view>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace stamp {
namespace {

constexpr int as_directory = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
constexpr mode_t writable_by_others = S_IWGRP | S_IWOTH;

struct CloseDir {
	void operator()(DIR *dir) const { closedir(dir); }
};

Error untrusted(const std::string &path, const std::string &why) {
	return {0, path + " " + why + ": what is in it cannot be trusted",
		"rm -r " + path + ", or if it is yours: chown root and chmod 700"};
}

Result<void> check(const Fd &fd, const std::string &path) {
	struct stat state {};
	if (fstat(fd.get(), &state) != 0)
		return last_error("look at " + path);
	if (state.st_uid != 0 && state.st_uid != geteuid())
		return untrusted(path, "belongs to user " + std::to_string(state.st_uid));
	if ((state.st_mode & writable_by_others) != 0)
		return untrusted(path, "is writable for users other than its owner");
	return {};
}

Error not_entered(const std::string &path) {
	// A link where a directory should be: ENOTDIR, or ELOOP.
	if (errno == ENOTDIR || errno == ELOOP)
		return {0, path + " is not a directory", "rm " + path};
	return last_error("open " + path);
}

} // namespace

Result<TrustedDir> TrustedDir::top(const std::string &path) {
	Fd fd(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	if (!fd)
		return last_error("open " + path);
	return TrustedDir(std::move(fd), path);
}

Result<TrustedDir> TrustedDir::enter(const std::string &name) const {
	const std::string path = path_ + "/" + name;
	Fd fd(openat(fd_.get(), name.c_str(), as_directory));
	if (!fd)
		return not_entered(path);
	if (auto trusted = check(fd, path); !trusted)
		return std::move(trusted).error();
	return TrustedDir(std::move(fd), path);
}

Result<TrustedDir> TrustedDir::make(const std::string &name) const {
	if (mkdirat(fd_.get(), name.c_str(), 0700) != 0 && errno != EEXIST)
		return last_error("make " + path_ + "/" + name);
	return enter(name);
}

std::string TrustedDir::path_for_bpf(const std::string &name) const {
	return "/proc/self/fd/" + std::to_string(fd_.get()) + "/" + name;
}

Result<std::vector<std::string>> TrustedDir::entries() const {
	// Its own descriptor, which fdopendir(3) takes: a copy would share the place in the list.
	const int again = openat(fd_.get(), ".", as_directory);
	const std::unique_ptr<DIR, CloseDir> dir(again >= 0 ? fdopendir(again) : nullptr);
	if (!dir)
		return last_error("read " + path_);
	std::vector<std::string> names;
	while (const dirent *entry = readdir(dir.get()))
		if (const std::string_view name = entry->d_name; name != "." && name != "..")
			names.emplace_back(name);
	std::sort(names.begin(), names.end());
	return names;
}

bool TrustedDir::has(const std::string &name) const {
	struct stat state {};
	return fstatat(fd_.get(), name.c_str(), &state, AT_SYMLINK_NOFOLLOW) == 0;
}

Result<void> TrustedDir::remove(const std::string &name) const {
	if (unlinkat(fd_.get(), name.c_str(), 0) != 0 && errno != ENOENT)
		return last_error("remove " + path_ + "/" + name);
	return {};
}

Result<void> TrustedDir::remove_directory(const std::string &name) const {
	if (unlinkat(fd_.get(), name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT)
		return last_error("remove " + path_ + "/" + name);
	return {};
}

Result<void> TrustedDir::exchange(const std::string &one, const std::string &other) const {
	if (renameat2(fd_.get(), one.c_str(), fd_.get(), other.c_str(), RENAME_EXCHANGE) != 0)
		return last_error("rename " + path_ + "/" + one);
	return {};
}

Result<void> TrustedDir::rename(const std::string &name, const TrustedDir &target,
				const std::string &new_name) const {
	if (renameat2(fd_.get(), name.c_str(), target.fd_.get(), new_name.c_str(),
		      RENAME_NOREPLACE) != 0)
		return last_error("rename " + path_ + "/" + name);
	return {};
}

} // namespace stamp
