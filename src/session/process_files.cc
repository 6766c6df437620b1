// SPDX-License-Identifier: Apache-2.0
#include "session/process_files.h"

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <optional>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/inode.h"
#include "session/is_alive.h"
#include "session/process_file.h"
#include "time/now.h"

namespace stamp::session {
namespace {

constexpr int most_tries = 1000; // a write takes less than a microsecond

template <typename Value> bool read_at(int fd, std::size_t at, Value &value) {
	return pread(fd, &value, sizeof(value), static_cast<off_t>(at)) ==
	       static_cast<ssize_t>(sizeof(value));
}

// What is the same before and after the reading was not written meanwhile. `changes`: of it.
template <typename Value>
std::optional<Value> read_whole(int fd, std::size_t at, __u64 Value::*changes) {
	Value value{};
	for (int i = 0; i < most_tries; i++) {
		Value again{};
		if (!read_at(fd, at, value) || !read_at(fd, at, again))
			return std::nullopt;
		if (value.*changes == again.*changes)
			return value;
	}
	return std::nullopt;
}

// One that others can have made or changed is none.
bool is_own(int fd, std::size_t &octets) {
	struct stat state {};
	if (fstat(fd, &state) != 0 || !S_ISREG(state.st_mode) || state.st_uid != geteuid())
		return false;
	octets = static_cast<std::size_t>(state.st_size);
	return true;
}

bool is_sound(const stamp_process_file &head, std::size_t octets) {
	return head.magic == STAMP_PROCESS_FILE_MAGIC && head.abi_version == STAMP_ABI_VERSION &&
	       head.octets == octets && head.targets <= STAMP_MAX_TARGETS &&
	       head.sessions <= STAMP_MOST_SESSIONS && head.port_count <= STAMP_MAX_PORTS &&
	       octets == sizeof(head) + head.targets * sizeof(stamp_published) +
				 head.sessions * sizeof(stamp_process_session);
}

} // namespace

Result<PublishedProcess> PublishedProcess::open(int directory, const std::string &name) {
	Fd file(openat(directory, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
	if (!file)
		return last_error("open " + name);
	std::size_t octets = 0;
	if (!is_own(file.get(), octets))
		return Error{EPROTO, name + " is no file of this user"};
	// Its process holds a lock as long as it lives, in whichever PID namespace.
	if (flock(file.get(), LOCK_SH | LOCK_NB) == 0)
		return Error{ESTALE, name};
	auto head = read_whole(file.get(), 0, &stamp_process_file::changes);
	if (!head || head->changes % 2 != 0 || !is_sound(*head, octets))
		return Error{EPROTO, name + " is of another version"};
	head->iface[sizeof(head->iface) - 1] = head->hook[sizeof(head->hook) - 1] = '\0';
	return PublishedProcess(std::move(file), *head);
}

std::vector<std::pair<std::size_t, stamp_published>> PublishedProcess::targets() const {
	std::vector<std::pair<std::size_t, stamp_published>> all;
	for (std::size_t i = 0; i < head_.targets; i++) {
		const auto one =
			read_whole(file_->get(), sizeof(head_) + i * sizeof(stamp_published),
				   &stamp_published::changes);
		if (!one || one->changes % 2 != 0 || one->tally.is_written == 0)
			continue;
		all.emplace_back(i, *one);
		all.back().second.target[STAMP_TARGET_OCTETS - 1] = '\0';
	}
	return all;
}

Result<void> PublishedProcess::read_sessions(
	const std::function<void(const stamp_session_key &, const stamp_session &)> &take) const {
	const Duration timeout{static_cast<Duration::rep>(head_.session_timeout_ns)};
	const MonoTime now = mono_now();
	const std::size_t start = sizeof(head_) + head_.targets * sizeof(stamp_published);
	for (std::size_t i = 0; i < head_.sessions; i++) {
		const auto one = read_whole(file_->get(), start + i * sizeof(stamp_process_session),
					    &stamp_process_session::changes);
		if (!one)
			return Error{EIO, "read a session"};
		if (one->changes % 2 != 0 && is_alive(one->session, timeout, now))
			take(one->key, one->session);
	}
	return {};
}

Result<std::vector<PublishedProcess>> published_in(const TrustedDir &directory) {
	const auto names = directory.entries();
	if (!names)
		return names.error();
	std::vector<PublishedProcess> all;
	const auto network = inode_of("/proc/self/ns/net");
	for (const std::string &name : *names) {
		auto found = PublishedProcess::open(directory.fd(), name);
		if (!found && found.error().code == ESTALE)
			static_cast<void>(directory.remove(name));
		if (found && found->head().network == network)
			all.push_back(std::move(found).value());
	}
	return all;
}

Result<std::vector<PublishedProcess>> published_processes() {
	const auto directory = find_process_directory();
	if (directory)
		return published_in(*directory);
	if (directory.error().code == ENOENT)
		return std::vector<PublishedProcess>();
	return directory.error();
}

} // namespace stamp::session
