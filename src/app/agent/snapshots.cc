// SPDX-License-Identifier: Apache-2.0
#include "app/agent/snapshots.h"

#include <cerrno>
#include <utility>

#include <sys/eventfd.h>

namespace stamp::app {
namespace {

constexpr Duration turn = std::chrono::microseconds{100}; // for which a request may be late
constexpr std::size_t sessions_between_looks = 4;
constexpr Duration patience = std::chrono::seconds{10};
constexpr Duration alive = std::chrono::seconds{5};
constexpr Duration look_interval = std::chrono::seconds{1};

} // namespace

Result<std::unique_ptr<Snapshots>>
Snapshots::create(std::function<void(const session::AgentSpec &)> configured) {
	Fd bell(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
	if (!bell)
		return last_error("make an eventfd");
	return std::unique_ptr<Snapshots>(new Snapshots(std::move(bell), std::move(configured)));
}

void Snapshots::ring() const {
	const std::uint64_t one = 1;
	(void)!write(bell_.get(), &one, sizeof(one));
}

Snapshots::Snapshot Snapshots::take() {
	std::unique_lock lock(mutex_);
	const std::uint64_t number = begun_ + 1;
	wanted_ = number;
	waiting_++;
	ring();
	changed_.wait_for(lock, patience, [&] { return is_closed_ || ready_ >= number; });
	Snapshot snapshot = ready_ >= number ? latest_ : nullptr;
	if (--waiting_ == 0)
		latest_ = nullptr;
	return snapshot;
}

Result<void> Snapshots::reload() {
	std::unique_lock lock(mutex_);
	const std::uint64_t number = reloads_begun_ + 1;
	reloads_wanted_ = number;
	ring();
	const bool done = changed_.wait_for(
		lock, patience, [&] { return is_closed_ || outcome_.number >= number; });
	if (!done || outcome_.number < number)
		return Error{ETIMEDOUT, "read the configuration again"};
	if (outcome_.failed)
		return outcome_.error;
	return {};
}

bool Snapshots::is_ready() const {
	const std::lock_guard lock(mutex_);
	return !is_closed_ && last_run_ != MonoTime::min();
}

bool Snapshots::is_alive() const {
	const std::lock_guard lock(mutex_);
	return last_run_ == MonoTime::min() || mono_now() - last_run_ < alive;
}

void Snapshots::close() {
	{
		const std::lock_guard lock(mutex_);
		is_closed_ = true;
	}
	changed_.notify_all();
}

void Snapshots::end_reload(Outcome outcome) {
	{
		const std::lock_guard lock(mutex_);
		outcome.number = reloads_begun_;
		outcome_ = std::move(outcome);
	}
	changed_.notify_all();
}

void Snapshots::configured(AgentView &agent) {
	agent_ = &agent;
	configured_(agent.spec());
	end_reload({});
}

void Snapshots::refused(const Error &error) {
	end_reload({.error = error, .failed = true});
}

void Snapshots::add_descriptors(std::vector<pollfd> &fds) const {
	fds.push_back({bell_.get(), POLLIN, 0});
}

void Snapshots::begin() {
	gathered_ = std::make_shared<stats::AgentSnapshot>();
	gathered_->state = agent_->state();
	gathered_->sessions.reserve(agent_->sessions());
	version_ = agent_->version();
}

// True: it is whole. Begins again when the sessions have changed meanwhile.
bool Snapshots::gather(MonoTime until) {
	if (version_ != agent_->version())
		begin();
	auto &sessions = gathered_->sessions;
	while (sessions.size() < agent_->sessions()) {
		if (sessions.size() % sessions_between_looks == 0 && mono_now() >= until)
			return false;
		sessions.push_back(agent_->session(sessions.size()));
	}
	return true;
}

session::NextRun Snapshots::run(MonoTime now) {
	std::uint64_t rung = 0;
	(void)!read(bell_.get(), &rung, sizeof(rung));
	bool wants_reload = false, wants_snapshot = false;
	{
		const std::lock_guard lock(mutex_);
		last_run_ = now;
		wants_reload = reloads_wanted_ > reloads_begun_;
		if (wants_reload)
			reloads_begun_ = reloads_wanted_;
		wants_snapshot = !gathered_ && wanted_ > begun_;
		if (wants_snapshot)
			begun_ = wanted_;
	}
	if (wants_reload)
		agent_->reload();
	if (wants_snapshot)
		begin();
	if (!gathered_)
		return {now + look_interval};
	if (!gather(mono_now() + turn))
		return {MonoTime::min()};
	{
		const std::lock_guard lock(mutex_);
		ready_ = begun_;
		latest_ = waiting_ == 0 ? nullptr : std::move(gathered_);
		gathered_ = nullptr;
	}
	changed_.notify_all();
	return {MonoTime::min()};
}

} // namespace stamp::app
