// SPDX-License-Identifier: Apache-2.0
#include "base/secret_file.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace stamp {
namespace {

constexpr mode_t by_others = S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH;
constexpr mode_t writable_by_others = S_IWGRP | S_IWOTH;

bool is_trusted(uid_t owner) {
	return owner == geteuid() || owner == 0;
}

Error of_the_system(const std::string &path) {
	Error error = last_error(path);
	if (error.code == ENOENT)
		error.cure = "an existing path";
	else if (error.code == EACCES)
		error.cure = "chown " + std::to_string(geteuid()) + " " + path + ", or sudo";
	return error;
}

Error foreign(const std::string &path) {
	return {0, path + ": must belong to this user or to root",
		"chown " + std::to_string(geteuid()) + " " + path};
}

Result<void> check_kind(const Fd &file, const std::string &path) {
	struct stat state {};
	if (fstat(file.get(), &state) != 0)
		return of_the_system(path);
	if (!S_ISREG(state.st_mode))
		return Error{0, path + ": is not a regular file", "a file that holds a key"};
	return {};
}

Result<void> check_access(const Fd &file, const std::string &path) {
	struct stat state {};
	if (fstat(file.get(), &state) != 0)
		return of_the_system(path);
	if (!is_trusted(state.st_uid))
		return foreign(path);
	if ((state.st_mode & by_others) != 0)
		return Error{0, path + ": users other than the owner have access to it",
			     "chmod 600 " + path};
	return {};
}

// All of it, and nothing of it anywhere else in this process.
Result<Secret> read_all(const Fd &file, const std::string &path) {
	auto content = Secret::create(max_secret_file_octets);
	if (!content)
		return content;
	std::size_t filled = 0;
	for (;;) {
		std::byte beyond{};
		const auto room = content->octets().subspan(filled);
		const ssize_t got = ::read(file.get(), room.empty() ? &beyond : room.data(),
					   room.empty() ? 1 : room.size());
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return of_the_system(path);
		if (got == 0)
			break;
		if (room.empty())
			return Error{0,
				     path + ": is longer than " +
					     std::to_string(max_secret_file_octets) +
					     " octets, too long for a key file",
				     "a file that holds a key"};
		filled += static_cast<std::size_t>(got);
	}
	if (filled == 0)
		return Error{0, path + ": is empty",
			     "(umask 077; openssl rand -hex 32 > " + path + ")"};
	content->shrink(filled);
	return content;
}

// O_NONBLOCK: a FIFO without a writer would hold us up for ever.
Error not_to_be_trusted(Error why, const Fd &file, const std::string &path, Holds holds) {
	if (!holds)
		return why;
	const auto content = read_all(file, path);
	if (!content)
		return content.error();
	return holds(content->text())
		       ? why
		       : Error{0, path + ": holds no key", "a file that holds a key"};
}

Result<Secret> read_at(int directory, const std::string &name, const std::string &path,
		       Holds holds) {
	const Fd file(
		openat(directory, name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
	if (!file)
		return of_the_system(path);
	if (auto checked = check_kind(file, path); !checked)
		return std::move(checked).error();
	if (auto checked = check_access(file, path); !checked)
		return not_to_be_trusted(std::move(checked).error(), file, path, holds);
	return read_all(file, path);
}

bool is_left_by_an_editor(const std::string &name) {
	return name.starts_with('.') || name.ends_with('~');
}

} // namespace

Result<Secret> read_secret_file(const std::string &path, Holds holds) {
	return read_at(AT_FDCWD, path, path, holds);
}

Result<SecretDirectory> SecretDirectory::open(const std::string &path) {
	Fd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	struct stat state {};
	if (!fd || fstat(fd.get(), &state) != 0)
		return of_the_system(path);
	if (!is_trusted(state.st_uid))
		return foreign(path);
	if ((state.st_mode & writable_by_others) != 0)
		return Error{0, path + ": users other than the owner may write there",
			     "chmod 700 " + path};
	SecretDirectory directory(path, std::move(fd));
	std::error_code failure;
	for (std::filesystem::directory_iterator at(path, failure), end; !failure && at != end;
	     at.increment(failure))
		if (std::string name = at->path().filename(); !is_left_by_an_editor(name))
			directory.names_.push_back(std::move(name));
	if (failure)
		return Error{failure.value(), path};
	std::sort(directory.names_.begin(), directory.names_.end());
	return directory;
}

Result<Secret> SecretDirectory::read(const std::string &name, Holds holds) const {
	return read_at(fd_.get(), name, path_of(name), holds);
}

} // namespace stamp
