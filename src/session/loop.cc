// SPDX-License-Identifier: Apache-2.0
#include "session/loop.h"

#include <algorithm>

namespace stamp::session {
namespace {

// When the loop has to be awake for it.
MonoTime wake_time(const NextRun &next) {
	const MonoTime exact = next.exactly_at == MonoTime::max()
				       ? MonoTime::max()
				       : next.exactly_at - Loop::awake_time;
	return std::min(next.at, exact);
}

} // namespace

void Loop::add(Task &task) {
	task.run_soon();
	tasks_.push_back(&task);
}

void Loop::remove(Task &task) {
	const auto found = std::find(tasks_.begin(), tasks_.end(), &task);
	if (found != tasks_.end())
		*found = nullptr;
	if (!is_walking_)
		std::erase(tasks_, nullptr);
}

// By index: what is called may add tasks, and remove them.
template <typename Do> void Loop::for_each(Do &&act) {
	is_walking_ = true;
	for (std::size_t i = 0; i < tasks_.size(); i++)
		if (tasks_[i] != nullptr)
			act(*tasks_[i]);
	is_walking_ = false;
	std::erase(tasks_, nullptr);
}

bool Loop::is_done() const {
	return std::all_of(tasks_.begin(), tasks_.end(),
			   [](auto *task) { return task->is_done(); });
}

// Waits out the rest of the time to what is wanted exactly, if that is little.
MonoTime Loop::exact_time(MonoTime now) {
	MonoTime exact = MonoTime::max();
	for (const Task *task : tasks_)
		exact = std::min(exact, task->next_.exactly_at);
	if (exact == MonoTime::max() || now + spin_time < exact)
		return now;
	return std::max(now, host_.spin_until(exact));
}

void Loop::follow_clock(MonoTime now) {
	next_clock_ = now + clock_interval;
	const time::ClockChange change = host_.clock_change();
	if (!change)
		return;
	for_each([&](Task &task) {
		task.on_clock(change);
		task.run_soon();
	});
}

void Loop::hand_over(const Host::News &news) {
	while (news.signals) {
		const auto signal = host_.next_signal();
		if (!signal)
			break;
		for_each([&](Task &task) {
			task.on_signal(*signal);
			task.run_soon();
		});
	}
	if (news.clock)
		follow_clock(last_look_);
	if (!news.links)
		return;
	const Result<LinkChanges> changes = host_.link_changes();
	if (!changes || !changes->empty())
		for_each([&](Task &task) {
			task.on_links(changes);
			task.run_soon();
		});
}

void Loop::mark_ready(const std::vector<pollfd> &fds, const std::vector<std::size_t> &ends) {
	std::size_t first = 0;
	for (std::size_t i = 0; i < tasks_.size(); i++) {
		for (; first < ends[i]; first++)
			if (fds[first].revents != 0)
				tasks_[i]->run_soon();
	}
}

// For what is ready, within the timeout.
void Loop::look(Duration timeout) {
	fds_.clear();
	ends_.clear();
	for (const Task *task : tasks_) {
		task->add_descriptors(fds_);
		ends_.push_back(fds_.size());
	}
	const Host::News news = host_.wait(fds_, timeout);
	last_look_ = host_.now();
	mark_ready(fds_, ends_);
	hand_over(news);
}

// Where only the clock wakes us we look often enough by ourselves, and sleep to the nanosecond.
void Loop::wait() {
	MonoTime until = next_clock_;
	bool by_clock = false;
	for (const Task *task : tasks_) {
		until = std::min(until, wake_time(task->next_));
		by_clock |= task->next_.by_clock;
	}
	const MonoTime now = host_.now();
	if (until <= now)
		return by_clock ? void() : look(Duration::zero());
	if (by_clock)
		host_.sleep_until(until);
	else
		look(until - now);
}

void Loop::turn() {
	const MonoTime now = exact_time(host_.now());
	const auto is_due = [&](const Task &task) { return wake_time(task.next_) <= now; };
	for_each([&](Task &task) {
		if (is_due(task))
			task.on_time(now);
	});
	if (last_look_ == MonoTime::min() || now - last_look_ >= look_interval)
		look(Duration::zero());
	if (now >= next_clock_)
		follow_clock(now);
	for_each([&](Task &task) {
		if (is_due(task))
			task.next_ = task.run(now);
	});
}

void Loop::run(std::initializer_list<Task *> tasks) {
	for (Task *task : tasks)
		add(*task);
	while (!is_done()) {
		turn();
		if (!is_done())
			wait();
	}
}

} // namespace stamp::session
