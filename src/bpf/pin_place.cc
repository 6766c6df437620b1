// SPDX-License-Identifier: Apache-2.0
#include "bpf/pin_place.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <filesystem>

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace stamp::bpf {
namespace {

const std::string bpffs = "/sys/fs/bpf";

#ifndef SO_NETNS_COOKIE
constexpr int SO_NETNS_COOKIE = 71;
#endif
// The initial network namespace: the first cookie of all before Linux 6.18, and from 6.17 on this
// inode (NET_NS_INIT_INO of include/uapi/linux/nsfs.h).
constexpr std::uint64_t initial_cookie = 1;
constexpr ino_t initial_inode = 0xeffffff9;

bool is_bpffs() {
	struct statfs state {};
	return statfs(bpffs.c_str(), &state) == 0 && state.f_type == BPF_FS_MAGIC;
}

ino_t inode_of(const std::string &path) {
	struct stat state {};
	return stat(path.c_str(), &state) == 0 ? state.st_ino : 0; // 0: we may not know
}

// Is there somebody whose mounts are others, who would not see ours and outlives them?
bool mounts_are_private() {
	const ino_t own = inode_of("/proc/self/ns/mnt");
	const ino_t first = inode_of("/proc/1/ns/mnt");
	const ino_t parent = inode_of("/proc/" + std::to_string(getppid()) + "/ns/mnt");
	return first != 0 ? first != own : parent != 0 && parent != own;
}

Result<std::uint64_t> netns_cookie() {
	const Fd any(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
	std::uint64_t cookie = 0;
	socklen_t size = sizeof(cookie);
	if (!any || getsockopt(any.get(), SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &size) != 0)
		return last_error("tell this network namespace from others");
	return cookie;
}

} // namespace

const std::string pin_top = bpffs + "/stamp";

Result<void> mount_bpffs() {
	if (is_bpffs())
		return {};
	if (mounts_are_private())
		return Error{ENOENT, "pin under " + bpffs +
					     ": no bpffs is mounted in this mount namespace, which "
					     "would take one with it when it ends"};
	if (mount("bpf", bpffs.c_str(), "bpf", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=0700") != 0)
		return last_error("mount a bpffs on " + bpffs);
	return {};
}

bool pins_are_hidden() {
	return !is_bpffs() && mounts_are_private();
}

Result<std::string> pin_root() {
	if (!is_bpffs())
		return Error{ENOENT, "no bpffs on " + bpffs};
	const auto cookie = netns_cookie();
	if (!cookie)
		return cookie.error();
	if (*cookie == initial_cookie || inode_of("/proc/self/ns/net") == initial_inode)
		return pin_top;
	return pin_top + "/network-namespace-" + std::to_string(*cookie);
}

std::string pin_name(std::string_view iface) {
	std::string name(iface);
	std::replace(name.begin(), name.end(), '.', ':');
	return name;
}

std::string iface_of(std::string_view pin_name) {
	std::string name(pin_name);
	std::replace(name.begin(), name.end(), ':', '.');
	return name;
}

Result<void> make_directories(const std::string &path) {
	for (std::size_t slash = bpffs.size(); slash != std::string::npos;) {
		slash = path.find('/', slash + 1);
		const std::string part = path.substr(0, slash);
		if (mkdir(part.c_str(), 0700) != 0 && errno != EEXIST)
			return last_error("make " + part);
	}
	return {};
}

std::vector<std::string> entries(const std::string &directory) {
	std::vector<std::string> names;
	std::error_code gone; // a directory that goes away meanwhile has no more entries
	for (std::filesystem::directory_iterator at(directory, gone), end; !gone && at != end;
	     at.increment(gone))
		names.push_back(at->path().filename().string());
	std::sort(names.begin(), names.end());
	return names;
}

void remove_directory(const std::string &directory) {
	for (const std::string &name : entries(directory))
		unlink((directory + "/" + name).c_str());
	rmdir(directory.c_str());
}

void remove_pins(const std::string &directory) {
	remove_directory(directory);
	for (std::string path = directory.substr(0, directory.rfind('/'));
	     path.size() > bpffs.size() && rmdir(path.c_str()) == 0;)
		path.resize(path.rfind('/'));
}

Result<Fd> lock(const std::string &directory, bool wait) {
	Fd fd(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	if (!fd || flock(fd.get(), LOCK_EX | (wait ? 0 : LOCK_NB)) != 0)
		return last_error("lock " + directory);
	return fd;
}

Result<Fd> make_and_lock(const std::string &directory) {
	constexpr int tries = 10;
	Error error;
	for (int i = 0; i < tries; i++) {
		auto made = make_directories(directory);
		auto held = made ? lock(directory, true) : std::move(made).error();
		struct stat ours {};
		// Whoever had it before may have removed it and left us the lock of nothing.
		if (held && fstat(held->get(), &ours) == 0 && ours.st_ino == inode_of(directory))
			return held;
		error = held ? Error{ENOENT, "lock " + directory} : held.error();
		if (error.code != ENOENT)
			break;
	}
	return error;
}

bool is_locked(const std::string &directory) {
	const Fd fd(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	return fd && flock(fd.get(), LOCK_SH | LOCK_NB) != 0;
}

} // namespace stamp::bpf
