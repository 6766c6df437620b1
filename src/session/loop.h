// SPDX-License-Identifier: Apache-2.0
// The one loop of a process. Senders, reflectors and whatever else runs in it are tasks: each says
// what it waits for and when it wants to run next. Signals, link changes and clock steps are taken
// once and handed to all of them.
#pragma once

#include <initializer_list>
#include <vector>

#include <poll.h>

#include "base/result.h"
#include "session/host.h"
#include "time/clock.h"

namespace stamp::session {

// When a task wants to run.
struct NextRun {
	MonoTime at = MonoTime::max(); // MonoTime::min(): at once, there is more to do
	// The same, and the loop is awake well before, so that it runs at this very nanosecond.
	MonoTime exactly_at = MonoTime::max();
	// Nothing but the clock wakes it: the loop sleeps to the nanosecond instead of polling.
	bool by_clock = false;
};

// A task never blocks. The loop calls it, from one thread.
class Task {
public:
	virtual ~Task() = default;

	// Appends the descriptors that it waits for. The events they are polled for may differ
	// from call to call.
	virtual void add_descriptors(std::vector<pollfd> &) const {}
	// What has to happen at its time: called of all tasks that are due before anything else is
	// done for any of them.
	virtual void on_time(MonoTime /*now*/) {}
	// It is due, or a descriptor is ready, or something was handed to it.
	virtual NextRun run(MonoTime now) = 0;
	// The loop ends when all tasks are done. One that serves others always is.
	[[nodiscard]] virtual bool is_done() const = 0;

	// Each of these is followed by run().
	virtual void on_signal(int /*signal*/) {}
	// An error: changes cannot be followed.
	virtual void on_links(const Result<LinkChanges> &) {}
	// The system clock was stepped, or its TAI offset set.
	virtual void on_clock(const time::ClockChange &) {}

	// As soon as the loop comes to it, whatever run() said: something else was changed.
	void run_soon() { next_.at = MonoTime::min(); }

private:
	friend class Loop;
	NextRun next_{MonoTime::min()};
};

class Loop {
public:
	// For an exact time the loop does not sleep for so long before it: a CPU that slept comes
	// back 50 to 150 us late, with cold caches, and a virtual one now and then milliseconds.
	static constexpr Duration awake_time = std::chrono::milliseconds{10};
	// Of that, how long it does nothing but watch the clock.
	static constexpr Duration spin_time = std::chrono::microseconds{250};
	// Signals and clock steps are looked for at least that often while it does not poll.
	static constexpr Duration look_interval = std::chrono::milliseconds{1};
	// A TAI offset that is set wakes nobody.
	static constexpr Duration clock_interval = std::chrono::milliseconds{250};

	explicit Loop(Host &host) : host_(host) {}
	Loop(const Loop &) = delete;
	Loop &operator=(const Loop &) = delete;

	// Tasks may be added and removed at any time, also by a task that runs. A task is not ours.
	void add(Task &task);
	void remove(Task &task);

	// With these tasks more, until all are done.
	void run(std::initializer_list<Task *> tasks = {});

private:
	void turn();
	[[nodiscard]] bool is_done() const;
	MonoTime exact_time(MonoTime now);
	void follow_clock(MonoTime now);
	void look(Duration timeout);
	void mark_ready(const std::vector<pollfd> &fds, const std::vector<std::size_t> &ends);
	void hand_over(const Host::News &news);
	void wait();
	template <typename Do> void for_each(Do &&act);

	Host &host_;
	std::vector<Task *> tasks_; // null: removed while they were walked over
	bool is_walking_ = false;
	MonoTime last_look_ = MonoTime::min(), next_clock_ = MonoTime::min();
	std::vector<pollfd> fds_;	// of look()
	std::vector<std::size_t> ends_; // of each task's, there
};

} // namespace stamp::session
