// SPDX-License-Identifier: Apache-2.0
// A directory that nobody but root and this user can have changed, held by its descriptor.
//
// What is above it may be open to everybody, as a bpffs is by default (mode 1777). So each
// directory is looked up in the one above it, no symbolic link is followed, and one that belongs to
// somebody else, or that others may write to, is refused before anything in it is read, locked or
// removed.
#pragma once

#include <string>
#include <vector>

#include "base/fd.h"
#include "base/result.h"

namespace stamp {

class TrustedDir {
public:
	// The top, a mount point: it belongs to the system, and may be open to others.
	static Result<TrustedDir> top(const std::string &path);

	// ENOENT: it is not there. Code 0: it is not to be trusted.
	[[nodiscard]] Result<TrustedDir> enter(const std::string &name) const;
	// Makes it unless it is there. Somebody else may remove it as long as it is empty (ENOENT).
	[[nodiscard]] Result<TrustedDir> make(const std::string &name) const;

	[[nodiscard]] const std::string &path() const { return path_; }
	[[nodiscard]] int fd() const { return fd_.get(); }
	// What bpf(2) finds the entry by, wherever the names above have gone meanwhile.
	[[nodiscard]] std::string path_for_bpf(const std::string &name) const;
	[[nodiscard]] Result<std::vector<std::string>> entries() const; // sorted
	[[nodiscard]] bool has(const std::string &name) const;

	// What is not there is removed already.
	[[nodiscard]] Result<void> remove(const std::string &name) const;
	[[nodiscard]] Result<void> remove_directory(const std::string &name) const;
	// Both are still there afterwards, under each other's names.
	[[nodiscard]] Result<void> exchange(const std::string &one, const std::string &other) const;
	// EEXIST: `new_name` is taken.
	[[nodiscard]] Result<void> rename(const std::string &name, const TrustedDir &target,
					  const std::string &new_name) const;

private:
	TrustedDir(Fd fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}

	Fd fd_;
	std::string path_; // for messages alone
};

} // namespace stamp
