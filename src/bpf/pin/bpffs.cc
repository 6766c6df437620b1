// SPDX-License-Identifier: Apache-2.0
#include "bpf/pin/bpffs.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <thread>

#include <bpf/bpf.h>
#include <spdlog/spdlog.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/inode.h"
#include "bpf/pin/mount.h"
#include "bpf/pin/names.h"

namespace stamp::bpf {
namespace {

#ifndef SO_NETNS_COOKIE
constexpr int SO_NETNS_COOKIE = 71;
#endif
// The initial network namespace: the first cookie of all before Linux 6.18, and from 6.17 on this
// inode (NET_NS_INIT_INO of include/uapi/linux/nsfs.h).
constexpr std::uint64_t initial_cookie = 1;
constexpr ino_t initial_inode = 0xeffffff9;

Result<std::uint64_t> netns_cookie() {
	const Fd any(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
	std::uint64_t cookie = 0;
	socklen_t size = sizeof(cookie);
	if (!any || getsockopt(any.get(), SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &size) != 0)
		return last_error("identify this network namespace");
	return cookie;
}

// "stamp/eth0/reflector" of a path below the bpffs, name by name.
std::vector<std::string> names_below(const std::string &path) {
	std::vector<std::string> names;
	for (std::size_t at = bpffs_path.size(); at < path.size();) {
		const std::size_t slash = std::min(path.find('/', at + 1), path.size());
		names.push_back(path.substr(at + 1, slash - at - 1));
		at = slash;
	}
	return names;
}

Result<TrustedDir> walk(const std::string &path, bool make) {
	if (!has_bpffs() || !path.starts_with(bpffs_path + "/"))
		return Error{ENOENT, "no bpffs on " + bpffs_path, {}, Reason::no_bpffs};
	auto at = TrustedDir::top(bpffs_path);
	for (const std::string &name : names_below(path)) {
		if (!at)
			break;
		at = make ? at->make(name) : at->enter(name);
	}
	return at;
}

bool is_still_there(const TrustedDir &directory) {
	struct stat ours {
	}, there{};
	const auto found = open_directory(directory.path());
	return found && fstat(directory.fd(), &ours) == 0 && fstat(found->fd(), &there) == 0 &&
	       ours.st_ino == there.st_ino;
}

// Never in flock(2) itself, which a process that has taken over its signals would not leave.
Result<void> lock(const TrustedDir &directory, Wait wait) {
	using namespace std::chrono_literals;
	constexpr auto pause = 20ms;
	constexpr auto longer_than_any = 60s, worth_a_word = 2s;
	std::chrono::milliseconds waited{};
	while (flock(directory.fd(), LOCK_EX | LOCK_NB) != 0) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK || wait == Wait::no)
			return last_error("lock " + directory.path());
		if (waited >= longer_than_any)
			return Error{EBUSY, "lock " + directory.path() + ": another stamp holds it",
				     "fuser -v " + directory.path(), Reason::is_locked};
		if (waited == worth_a_word)
			spdlog::warn("waiting for another stamp that works on {}",
				     directory.path());
		std::this_thread::sleep_for(pause);
		waited += pause;
	}
	return {};
}

} // namespace

const std::string pin_top = "/sys/fs/bpf/stamp";

Result<std::string> pin_root() {
	if (!has_bpffs())
		return Error{ENOENT, "no bpffs on " + bpffs_path, {}, Reason::no_bpffs};
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

std::string parent_of(const std::string &path) {
	return path.substr(0, path.rfind('/'));
}

std::string last_name(const std::string &path) {
	return path.substr(path.rfind('/') + 1);
}

Result<TrustedDir> open_directory(const std::string &path) {
	return walk(path, false);
}

Result<TrustedDir> make_directory(const std::string &path) {
	return walk(path, true);
}

Result<std::vector<std::string>> entries(const std::string &directory) {
	const auto opened = open_directory(directory);
	if (!opened && opened.error().code == ENOENT)
		return std::vector<std::string>{};
	if (!opened)
		return opened.error();
	return opened->entries();
}

Result<void> pin(int object, const std::string &directory, const std::string &name) {
	const auto opened = open_directory(directory);
	if (!opened)
		return opened.error();
	if (bpf_obj_pin(object, opened->path_for_bpf(name).c_str()) != 0)
		return last_error("pin " + directory + "/" + name);
	return {};
}

Result<Fd> open_pin(const std::string &directory, const std::string &name) {
	const auto opened = open_directory(directory);
	if (!opened)
		return opened.error();
	Fd pinned(bpf_obj_get(opened->path_for_bpf(name).c_str()));
	if (!pinned)
		return last_error("open " + directory + "/" + name);
	return pinned;
}

Result<Fd> open_map(const std::string &directory, const std::string &name, std::size_t key_octets,
		    std::size_t value_octets) {
	auto map = open_pin(directory, name);
	if (!map)
		return map;
	const auto info = info_of(*map);
	if (!info)
		return info.error();
	if (info->key_size != key_octets || info->value_size != value_octets)
		return Error{
			EPROTO, directory + " is of another version", {}, Reason::other_version};
	return map;
}

Result<void> remove_directory(const std::string &directory) {
	const auto opened = open_directory(directory);
	if (!opened && opened.error().code == ENOENT)
		return {};
	if (!opened)
		return opened.error();
	const auto names = opened->entries();
	if (!names)
		return names.error();
	for (const std::string &name : *names)
		if (is_our_pin(name))
			if (auto removed = opened->remove(name); !removed)
				return removed;
	const auto parent = open_directory(parent_of(directory));
	if (!parent)
		return parent.error();
	auto removed = parent->remove_directory(last_name(directory));
	if (!removed && removed.error().code == ENOTEMPTY)
		return Error{0,
			     directory + " contains files that stamp did not create, and is "
					 "kept",
			     "examine it, then rm -r " + directory};
	return removed;
}

void remove_empty_parents(const std::string &directory) {
	for (std::string path = parent_of(directory); path.size() > bpffs_path.size();
	     path = parent_of(path)) {
		const auto parent = parent_of(path) == bpffs_path ? TrustedDir::top(bpffs_path)
								  : open_directory(parent_of(path));
		if (!parent || !open_directory(path) || !parent->remove_directory(last_name(path)))
			return;
	}
}

Result<void> remove_pins(const std::string &directory) {
	auto removed = remove_directory(directory);
	if (removed)
		remove_empty_parents(directory);
	return removed;
}

Result<LockedDir> make_and_lock(const std::string &directory, Wait wait) {
	constexpr int tries = 10;
	Error error;
	for (int i = 0; i < tries; i++) {
		auto made = make_directory(directory);
		auto held = made ? lock(*made, wait) : Result<void>(made.error());
		// The previous owner may have removed it: then we hold the lock of a removed
		// directory.
		if (held && is_still_there(*made))
			return made;
		error = held ? Error{ENOENT, "lock " + directory} : held.error();
		if (error.code != ENOENT)
			break;
	}
	return error;
}

Result<LockedDir> lock_if_free(const std::string &directory) {
	auto there = open_directory(directory);
	if (!there)
		return there;
	if (auto held = lock(*there, Wait::no); !held)
		return std::move(held).error();
	return is_still_there(*there) ? std::move(there)
				      : Result<LockedDir>(Error{ENOENT, "lock " + directory});
}

bool is_locked(const std::string &directory) {
	const auto opened = open_directory(directory);
	return opened && flock(opened->fd(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

} // namespace stamp::bpf
