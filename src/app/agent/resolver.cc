// SPDX-License-Identifier: Apache-2.0
#include "app/agent/resolver.h"

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>

#include "base/background.h"
#include "net/resolve.h"

namespace stamp::app {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::chrono::seconds retry_interval{2}; // of a name that was not found

bool is_same(const Resolver::Found &one, const Resolver::Found &other) {
	if (static_cast<bool>(one) != static_cast<bool>(other))
		return false;
	return one ? *one == *other : one.error().text() == other.error().text();
}

} // namespace

struct Resolver::Shared {
	struct Answer {
		std::optional<Found> found;
		Steady::time_point due{}; // to be asked for again
	};
	std::mutex mutex;
	std::condition_variable wake;
	// Under the mutex.
	bool ends = false;
	Duration interval{};
	std::map<Name, Answer> names;
	std::uint64_t version = 0;

	// The name that is due first.
	std::optional<Name> next(Steady::time_point &due) const {
		std::optional<Name> first;
		for (const auto &[name, answer] : names)
			if (!first || answer.due < due) {
				first = name;
				due = answer.due;
			}
		return first;
	}

	void take(const Name &name, Found found) {
		const auto known = names.find(name);
		if (known == names.end())
			return;
		Answer &answer = known->second;
		answer.due = Steady::now() + (found ? interval : Duration{retry_interval});
		const bool keeps = !found && answer.found && *answer.found;
		if (keeps || (answer.found && is_same(*answer.found, found)))
			return;
		answer.found = std::move(found);
		version++;
	}

	void run() {
		std::unique_lock lock(mutex);
		while (!ends) {
			Steady::time_point due{};
			const auto name = next(due);
			if (!name) {
				wake.wait(lock);
			} else if (due > Steady::now()) {
				wake.wait_until(lock, due);
			} else {
				lock.unlock();
				Found found = net::resolve(name->host, name->family, name->iface);
				lock.lock();
				take(*name, std::move(found));
			}
		}
	}
};

Result<Resolver> Resolver::start(Duration interval) {
	auto shared = std::make_shared<Shared>();
	shared->interval = interval;
	auto started = run_in_background("start a thread that resolves names",
					 [shared] { shared->run(); });
	if (!started)
		return std::move(started).error();
	return Resolver(std::move(shared));
}

Resolver::~Resolver() {
	if (!shared_)
		return;
	const std::lock_guard lock(shared_->mutex);
	shared_->ends = true;
	shared_->wake.notify_all();
}

void Resolver::follow(std::set<Name> names, Duration interval) {
	const std::lock_guard lock(shared_->mutex);
	shared_->interval = interval;
	std::erase_if(shared_->names,
		      [&](const auto &known) { return !names.contains(known.first); });
	for (const Name &name : names)
		shared_->names.try_emplace(name);
	shared_->wake.notify_all();
}

std::optional<Resolver::Found> Resolver::addresses(const Name &name) const {
	const std::lock_guard lock(shared_->mutex);
	const auto known = shared_->names.find(name);
	return known == shared_->names.end() ? std::nullopt : known->second.found;
}

std::uint64_t Resolver::version() const {
	const std::lock_guard lock(shared_->mutex);
	return shared_->version;
}

} // namespace stamp::app
