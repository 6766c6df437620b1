// SPDX-License-Identifier: Apache-2.0
#include "bpf/pin/mount.h"

#include <cerrno>
#include <chrono>
#include <thread>

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/inode.h"

namespace stamp::bpf {
namespace {

// True if a process with another mount namespace would not see our mount and outlives it.
bool mounts_are_private() {
	const ino_t own = inode_of("/proc/self/ns/mnt");
	const ino_t first = inode_of("/proc/1/ns/mnt");
	const ino_t parent = inode_of("/proc/" + std::to_string(getppid()) + "/ns/mnt");
	return first != 0 ? first != own : parent != 0 && parent != own;
}

// Held while one of us mounts. Any user can lock that directory, too: a process that holds it for
// longer than a mount takes is not one of ours, and is not waited for.
Fd lock_mount_point() {
	constexpr int tries = 200;
	constexpr auto pause = std::chrono::milliseconds{20};
	Fd fd(open(bpffs_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	for (int i = 0; fd && i < tries; i++) {
		if (flock(fd.get(), LOCK_EX | LOCK_NB) == 0)
			break;
		if (has_bpffs())
			break; // the previous holder has mounted it
		std::this_thread::sleep_for(pause);
	}
	return fd;
}

} // namespace

const std::string bpffs_path = "/sys/fs/bpf";

bool has_bpffs() {
	struct statfs state {};
	return statfs(bpffs_path.c_str(), &state) == 0 && state.f_type == BPF_FS_MAGIC;
}

Result<void> mount_bpffs() {
	if (has_bpffs())
		return {};
	if (mounts_are_private())
		return Error{ENOENT,
			     "pin under " + bpffs_path +
				     ": no bpffs is mounted in this mount namespace, and "
				     "one mounted here would end with it",
			     {},
			     Reason::no_bpffs};
	const Fd held = lock_mount_point();
	if (has_bpffs())
		return {};
	if (mount("bpf", bpffs_path.c_str(), "bpf", MS_NOSUID | MS_NODEV | MS_NOEXEC,
		  "mode=0700") != 0)
		return last_error("mount a bpffs on " + bpffs_path);
	return {};
}

bool pins_are_hidden() {
	return !has_bpffs() && mounts_are_private();
}

} // namespace stamp::bpf
