// SPDX-License-Identifier: Apache-2.0
#include "net/name_watch.h"

#include <array>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <sys/stat.h>

#include "base/background.h"
#include "net/resolve.h"

namespace stamp::net {
namespace {

using std::chrono::seconds;

constexpr seconds look_interval{1};  // at the files
constexpr seconds name_interval{10}; // at the names when no file changed

// What distinguishes one state of a file from another; zeros when it is not there.
struct FileState {
	dev_t device = 0;
	ino_t inode = 0;
	off_t size = 0;
	std::int64_t changed_s = 0, changed_ns = 0;

	bool operator==(const FileState &) const = default;
};

FileState state_of(const char *path) {
	struct stat s {};
	if (stat(path, &s) != 0)
		return {};
	return {s.st_dev, s.st_ino, s.st_size, s.st_mtim.tv_sec, s.st_mtim.tv_nsec};
}

using FileStates = std::array<FileState, 2>;

FileStates resolver_files() {
	return {state_of("/etc/hosts"), state_of("/etc/resolv.conf")};
}

} // namespace

struct NameWatch::Shared {
	std::vector<WatchedName> names;
	std::mutex mutex;
	std::condition_variable wake;
	bool ends = false;			     // under the mutex
	std::vector<std::vector<Address>> addresses; // under the mutex

	void resolve_all() {
		for (std::size_t i = 0; i < names.size(); i++) {
			auto found = resolve(names[i].host, names[i].family, names[i].iface);
			const std::lock_guard lock(mutex);
			if (ends)
				return;
			if (found)
				addresses[i] = *std::move(found);
		}
	}

	// True: it is time to resolve. False: nobody wants to know any more.
	bool wait_until_due() {
		const FileStates before = resolver_files();
		const auto due = std::chrono::steady_clock::now() + name_interval;
		std::unique_lock lock(mutex);
		while (!ends && std::chrono::steady_clock::now() < due &&
		       resolver_files() == before)
			wake.wait_for(lock, look_interval, [this] { return ends; });
		return !ends;
	}
};

Result<NameWatch> NameWatch::start(std::vector<WatchedName> names) {
	auto shared = std::make_shared<Shared>();
	shared->addresses.resize(names.size());
	shared->names = std::move(names);
	auto started = run_in_background("start a thread that follows the names", [shared] {
		while (shared->wait_until_due())
			shared->resolve_all();
	});
	if (!started)
		return std::move(started).error();
	return NameWatch(std::move(shared));
}

NameWatch::~NameWatch() {
	if (!shared_)
		return;
	const std::lock_guard lock(shared_->mutex);
	shared_->ends = true;
	shared_->wake.notify_all();
}

std::vector<std::vector<Address>> NameWatch::addresses() const {
	const std::lock_guard lock(shared_->mutex);
	return shared_->addresses;
}

} // namespace stamp::net
