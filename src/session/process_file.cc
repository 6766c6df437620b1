// SPDX-License-Identifier: Apache-2.0
#include "session/process_file.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <random>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/inode.h"
#include "session/change_published.h"

namespace stamp::session {
namespace {

constexpr int most_tries = 10; // a reader may take a new file for one of a killed process
constexpr const char *own_directory = "stamp";

// Nobody guesses it, and two processes with one number in two namespaces do not meet.
std::string new_name() {
	std::random_device random;
	return std::to_string(getpid()) + "-" + std::to_string(random()) + std::to_string(random());
}

std::size_t octets_of(const stamp_process_file &head) {
	return sizeof(head) + head.targets * sizeof(stamp_published) +
	       head.sessions * sizeof(stamp_process_session);
}

void *map(int fd, std::size_t octets) {
	const int flags = fd >= 0 ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS;
	void *const memory = mmap(nullptr, octets, PROT_READ | PROT_WRITE, flags, fd, 0);
	return memory == MAP_FAILED ? nullptr : memory;
}

bool is_removed(int fd) {
	struct stat state {};
	return fstat(fd, &state) == 0 && state.st_nlink == 0;
}

Result<TrustedDir> runtime_directory() {
	// Root trusts no variable of those who start it.
	const char *const path = geteuid() == 0 ? "/run" : std::getenv("XDG_RUNTIME_DIR");
	if (!path || *path != '/')
		return Error{ENOENT, "no XDG_RUNTIME_DIR"};
	return TrustedDir::top(path);
}

} // namespace

Result<TrustedDir> find_process_directory() {
	const auto top = runtime_directory();
	return top ? top->enter(own_directory) : top.error();
}

Result<TrustedDir> make_process_directory() {
	const auto top = runtime_directory();
	return top ? top->make(own_directory) : top.error();
}

Result<std::unique_ptr<ProcessFile>> ProcessFile::create(stamp_process_file head,
							 Result<TrustedDir> directory) {
	std::unique_ptr<ProcessFile> made(new ProcessFile);
	made->octets_ = octets_of(head);
	if (auto published = made->publish(std::move(directory));
	    !published && published.error().code != ENOENT)
		made->why_not_ = published.error().text();
	if (!made->memory_)
		made->memory_ = map(-1, made->octets_);
	if (!made->memory_)
		return last_error("memory for counters");
	head.octets = made->octets_;
	head.network = inode_of("/proc/self/ns/net");
	head.abi_version = STAMP_ABI_VERSION;
	made->head() = head;
	std::atomic_ref(made->head().magic)
		.store(STAMP_PROCESS_FILE_MAGIC, std::memory_order_release);
	return made;
}

ProcessFile::~ProcessFile() {
	if (memory_)
		munmap(memory_, octets_);
	if (directory_)
		static_cast<void>(directory_->remove(name_));
}

Result<void> ProcessFile::publish(Result<TrustedDir> directory) {
	if (!directory)
		return directory.error();
	for (int i = 0; i < most_tries; i++) {
		name_ = new_name();
		const std::string path = directory->path() + "/" + name_;
		Fd file(openat(directory->fd(), name_.c_str(),
			       O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
		if (!file)
			return last_error("create " + path);
		if (flock(file.get(), LOCK_EX | LOCK_NB) != 0 || is_removed(file.get())) {
			static_cast<void>(directory->remove(name_));
			continue;
		}
		// All of it now: a full file system is an error here, and a signal later.
		const int error = posix_fallocate(file.get(), 0, static_cast<off_t>(octets_));
		memory_ = error == 0 ? map(file.get(), octets_) : nullptr;
		if (memory_) {
			file_ = std::move(file);
			directory_.emplace(std::move(directory).value());
			return {};
		}
		const Error failed =
			error != 0 ? Error{error, "write " + path} : last_error("map " + path);
		static_cast<void>(directory->remove(name_));
		return failed;
	}
	return Error{EAGAIN, "lock a file in " + directory->path()};
}

stamp_process_file &ProcessFile::head() const {
	return *static_cast<stamp_process_file *>(memory_);
}

std::span<stamp_published> ProcessFile::targets() const {
	return {reinterpret_cast<stamp_published *>(&head() + 1), head().targets};
}

std::span<stamp_process_session> ProcessFile::sessions() const {
	return {reinterpret_cast<stamp_process_session *>(targets().data() + targets().size()),
		head().sessions};
}

void ProcessFile::write(const Verdicts &verdicts, const TlvNotes &notes) {
	change_published(head(), [&](stamp_process_file &file) {
		std::copy(verdicts.begin(), verdicts.end(), file.verdicts);
		std::copy(notes.begin(), notes.end(), file.tlv_notes);
	});
}

void ProcessFile::set_attached(bool attached) {
	std::atomic_ref(head().attached).store(attached, std::memory_order_relaxed);
}

} // namespace stamp::session
