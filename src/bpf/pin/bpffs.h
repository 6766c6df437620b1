// SPDX-License-Identifier: Apache-2.0
// Where things are pinned, and whose they are.
//
//   /sys/fs/bpf/stamp/                        of the initial network namespace
//   /sys/fs/bpf/stamp/network-namespace-<id>/ of another one; <id> is its cookie (SO_NETNS_COOKIE),
//                                             which no other one gets until the next boot
//     <iface>/                                a '.' of the name is a ':' (bpffs takes no '.')
//       reflector/                            the persistent reflector
//       reflector-next/                       while one is added, changed or deleted
//       reflector-away-<id>/                  one whose interface bears another name now
//       reflector-<pid>/, sender-<pid>/       of a process, which holds a lock on it (flock(2)):
//                                             the kernel lets go of it however the process ends.
//                                             Another PID namespace may have that number, too:
//                                             then reflector-<pid>-1/
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/trusted_dir.h"
#include "bpf/object/map_names.h"

namespace stamp::bpf {

// The directory of this network namespace, and the one above it for all of them. Reason::no_bpffs.
Result<std::string> pin_root();
extern const std::string pin_top;

// "/a/b" and "c" of "/a/b/c".
[[nodiscard]] std::string parent_of(const std::string &path);
[[nodiscard]] std::string last_name(const std::string &path);

// The name of an interface's directory, and back.
[[nodiscard]] std::string pin_name(std::string_view iface);
[[nodiscard]] std::string iface_of(std::string_view pin_name);

// Below the bpffs. ENOENT: it is not there. Other errors name what is wrong with it.
Result<TrustedDir> open_directory(const std::string &path);
// Makes what is missing.
Result<TrustedDir> make_directory(const std::string &path);
// Names in a directory, sorted; none when it is not there.
Result<std::vector<std::string>> entries(const std::string &directory);

Result<void> pin(int object, const std::string &directory, const std::string &name);
// A map, a program or a link. ENOENT: none of this name there.
Result<Fd> open_pin(const std::string &directory, const std::string &name);
// A map with keys and values of these sizes. Reason::other_version: it has others.
Result<Fd> open_map(const std::string &directory, const std::string &name, std::size_t key_octets,
		    std::size_t value_octets);

// Owns a map that was pinned.
template <typename Key, typename Value> class PinnedMap : public Map<Key, Value> {
public:
	static Result<PinnedMap> open(const std::string &directory,
				      const MapName<Key, Value> &name) {
		auto fd = open_map(directory, name.name, sizeof(Key), sizeof(Value));
		return fd ? Result<PinnedMap>(PinnedMap(std::move(fd).value()))
			  : std::move(fd).error();
	}
	[[nodiscard]] const Fd &fd() const { return fd_; }

private:
	explicit PinnedMap(Fd fd) : Map<Key, Value>(fd), fd_(std::move(fd)) {}

	Fd fd_;
};

// A directory and what of ours lies in it. What is not ours stays, and is an error.
Result<void> remove_directory(const std::string &directory);
// And the directories above it that are empty then, below /sys/fs/bpf.
Result<void> remove_pins(const std::string &directory);
// Those alone.
void remove_empty_parents(const std::string &directory);

// A directory that is locked until this is gone.
using LockedDir = TrustedDir;
// Makes the directory, too; when this returns it is there and locked. EWOULDBLOCK: somebody else
// holds it. EBUSY: and for longer than is waited for.
enum class Wait { no, until_free };
Result<LockedDir> make_and_lock(const std::string &directory, Wait wait);
// One that is there. EWOULDBLOCK as above; ENOENT: it has gone.
Result<LockedDir> lock_if_free(const std::string &directory);
// Whether anybody holds it now.
[[nodiscard]] bool is_locked(const std::string &directory);

} // namespace stamp::bpf
