// SPDX-License-Identifier: Apache-2.0
#include "discovery/watch.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>

#include "base/background.h"
#include "base/fd.h"
#include "time/now.h"

namespace stamp::discovery {
namespace {

// Files are often written several at a time.
constexpr int settle_ms = 50;

void ring(int bell) {
	const std::uint64_t one = 1;
	(void)!write(bell, &one, sizeof(one));
}

bool is_same(const std::vector<Target> &a, const std::vector<Target> &b) {
	return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto &x, const auto &y) {
		return x.host.host == y.host.host && x.host.port == y.host.port &&
		       x.labels == y.labels;
	});
}

bool is_same(const std::optional<Error> &a, const std::optional<Error> &b) {
	return a.has_value() == b.has_value() && (!a || a->text() == b->text());
}

} // namespace

struct Watch::Shared {
	Shared(std::unique_ptr<Finder> with, Duration every, int to_ring, Fd to_end)
		: finder(std::move(with)), refresh(every), bell(to_ring), end(std::move(to_end)) {}

	std::unique_ptr<Finder> finder;
	Duration refresh;
	int bell;
	Fd end; // readable: nobody wants to know any more
	mutable std::mutex mutex;
	bool is_ended = false; // then the bell is somebody else's
	Findings findings;

	void take(Result<Found> found) {
		const std::lock_guard lock(mutex);
		std::optional<Error> trouble = found ? found->trouble : found.error();
		bool is_news = !is_same(trouble, findings.trouble);
		if (found && !is_same(found->targets, findings.targets)) {
			findings.targets = std::move(found->targets);
			is_news = true;
		}
		is_news |= !findings.succeeded && !trouble;
		if (trouble)
			findings.failures++;
		else
			findings.succeeded = utc_now();
		findings.trouble = std::move(trouble);
		if (!is_news)
			return;
		findings.version++;
		if (!is_ended)
			ring(bell);
	}

	// False: it ends.
	[[nodiscard]] bool wait() const {
		const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(refresh);
		pollfd fds[] = {{end.get(), POLLIN, 0}, {finder->news(), POLLIN, 0}};
		poll(fds, std::size(fds),
		     static_cast<int>(std::min<std::int64_t>(ms.count(), 1 << 30)));
		if (fds[0].revents != 0)
			return false;
		if (fds[1].revents == 0)
			return true;
		return poll(fds, 1, settle_ms) == 0;
	}

	void run() {
		do
			take(finder->find());
		while (wait());
	}
};

Result<Watch> Watch::start(std::unique_ptr<Finder> finder, Duration refresh, int bell) {
	Fd end(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
	if (!end)
		return last_error("make an eventfd");
	auto shared = std::make_shared<Shared>(std::move(finder), refresh, bell, std::move(end));
	auto started =
		run_in_background("start a thread of a discovery", [shared] { shared->run(); });
	if (!started)
		return std::move(started).error();
	return Watch(std::move(shared));
}

Watch::~Watch() {
	if (!shared_)
		return;
	const std::lock_guard lock(shared_->mutex);
	shared_->is_ended = true;
	ring(shared_->end.get());
}

std::uint64_t Watch::version() const {
	const std::lock_guard lock(shared_->mutex);
	return shared_->findings.version;
}

Watch::Findings Watch::findings() const {
	const std::lock_guard lock(shared_->mutex);
	return shared_->findings;
}

} // namespace stamp::discovery
