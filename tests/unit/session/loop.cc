// SPDX-License-Identifier: Apache-2.0
#include "session/loop.h"

#include <csignal>
#include <functional>
#include <vector>

#include "support/catch.h"
#include "support/virtual_host.h"

using namespace stamp;
using namespace std::chrono_literals;
using session::Loop;
using session::NextRun;
using stamp::test::VirtualHost;

namespace {

// Runs as often as it is to, and notes when.
struct Recorder : session::Task {
	explicit Recorder(std::size_t times = 3) : left(times) {}

	void add_descriptors(std::vector<pollfd> &fds) const override {
		for (const int fd : awaited)
			fds.push_back({fd, POLLIN, 0});
	}
	void on_time(MonoTime now) override {
		on_times.push_back(now);
		if (at_time)
			at_time();
	}
	NextRun run(MonoTime now) override {
		runs.push_back(now);
		if (left != 0)
			left--;
		return next(now);
	}
	[[nodiscard]] bool is_done() const override { return left == 0; }
	void on_signal(int signal) override { signals.push_back(signal); }
	void on_links(const Result<session::LinkChanges> &changes) override {
		links += changes.value().size();
	}
	void on_clock(const time::ClockChange &change) override { step += *change.step; }

	std::size_t left;
	std::vector<int> awaited;
	std::function<void()> at_time;
	std::function<NextRun(MonoTime)> next = [](MonoTime now) { return NextRun{now + 1s}; };
	std::vector<MonoTime> runs, on_times;
	std::vector<int> signals;
	std::size_t links = 0;
	Duration step{};
};

struct Bench {
	VirtualHost host;
	Loop loop{host};
	MonoTime start = host.now();
};

} // namespace

TEST_CASE("a task runs at once, and then when it wants to") {
	Bench bench;
	Recorder task;
	bench.loop.run({&task});
	CHECK(task.runs == std::vector<MonoTime>{bench.start, bench.start + 1s, bench.start + 2s});
	CHECK(task.on_times == task.runs);
}

TEST_CASE("a loop ends when all of its tasks are done, and not before") {
	Bench bench;
	Recorder quick(1), slow(4);
	struct Server : Recorder {
		[[nodiscard]] bool is_done() const override { return true; }
	} server;
	bench.loop.run({&quick, &slow, &server});
	CHECK(slow.runs.size() == 4);
	CHECK(server.runs.size() == 4);
}

TEST_CASE("a ready descriptor runs the task that waits for it, and no other") {
	Bench bench;
	Recorder reader(2), other(2);
	reader.awaited = {1001};
	reader.next = [&](MonoTime now) {
		if (now >= bench.start + 70ms)
			bench.host.set_ready(1001, MonoTime::max()); // it has read
		return NextRun{};
	};
	bench.host.set_ready(1001, bench.start + 70ms);
	other.next = [](MonoTime now) { return NextRun{now + 5s}; };
	bench.loop.run({&other, &reader});
	CHECK(reader.runs == std::vector<MonoTime>{bench.start, bench.start + 70ms});
	CHECK(other.runs == std::vector<MonoTime>{bench.start, bench.start + 5s});
}

TEST_CASE("signals, links and clock steps are taken once, and handed to every task") {
	const bool by_clock = GENERATE(false, true);
	CAPTURE(by_clock);
	Bench bench;
	Recorder first(2), second(2);
	first.next = second.next = [&](MonoTime now) {
		return NextRun{now + 10s, MonoTime::max(), by_clock};
	};
	first.at_time = [&, is_first = true]() mutable {
		if (!std::exchange(is_first, false))
			return;
		bench.host.pass(2ms); // so that the loop looks
		bench.host.raise(SIGHUP);
		bench.host.raise(SIGTERM);
		bench.host.change_link({net::LinkChange::Kind::down, 7, "eth0", false});
		bench.host.step_clock(3s);
	};
	bench.loop.run({&first, &second});
	for (const Recorder *task : {&first, &second}) {
		CHECK(task->signals == std::vector<int>{SIGHUP, SIGTERM});
		CHECK(task->links == 1);
		CHECK(task->step == 3s);
	}
}

TEST_CASE("what sleeps by the clock hears a signal within its sleep and a millisecond") {
	Bench bench;
	Recorder task(100);
	task.next = [](MonoTime now) { return NextRun{now + 300us, MonoTime::max(), true}; };
	MonoTime raised{}, heard{};
	task.at_time = [&] {
		if (task.runs.size() == 10) {
			bench.host.raise(SIGINT);
			raised = bench.host.now();
		}
		if (!task.signals.empty() && heard == MonoTime{})
			heard = bench.host.now();
	};
	bench.loop.run({&task});
	CHECK(task.signals.size() == 1);
	CHECK(heard - raised <= 1ms + 300us);
}

TEST_CASE("an exact time is met to the nanosecond, by a loop that is awake before it") {
	Bench bench;
	Recorder task(1'000'000);
	const MonoTime deadline = bench.start + 50ms + 1ns;
	task.next = [&](MonoTime now) {
		NextRun next;
		if (now < deadline)
			next.exactly_at = deadline;
		else
			next.at = now + 1s;
		return next;
	};
	bool was_exact = false;
	std::size_t before = 0;
	task.at_time = [&] {
		const MonoTime now = task.on_times.back();
		before += now < deadline && now >= deadline - Loop::awake_time;
		if (now == deadline)
			was_exact = true;
		if (now >= deadline)
			task.left = 1;
	};
	bench.loop.run({&task});
	CHECK(was_exact);
	CHECK(before > 5);
	CHECK(task.on_times[1] == deadline - Loop::awake_time);
}

TEST_CASE("what is due leaves for all tasks before anything else is done for one") {
	Bench bench;
	std::vector<int> order;
	struct Ordered : Recorder {
		Ordered(std::vector<int> &all, int mark) : Recorder(1), order(all), number(mark) {}
		void on_time(MonoTime) override { order.push_back(number); }
		NextRun run(MonoTime now) override {
			order.push_back(10 * number);
			return Recorder::run(now);
		}
		std::vector<int> &order;
		int number;
	} first(order, 1), second(order, 2);
	bench.loop.run({&first, &second});
	CHECK(order == std::vector<int>{1, 2, 10, 20});
}

TEST_CASE("tasks come and go while the loop runs, by a task's own hand, too") {
	Bench bench;
	Recorder host(5), guest(1000);
	host.next = [&](MonoTime now) {
		if (host.runs.size() == 2)
			bench.loop.add(guest);
		if (host.runs.size() == 4)
			bench.loop.remove(guest);
		return NextRun{now + 1s};
	};
	bench.loop.run({&host});
	CHECK(guest.runs.front() == bench.start + 1s);
	CHECK((guest.runs.size() == 2 || guest.runs.size() == 3)); // every second
	CHECK(host.runs.size() == 5);
}

TEST_CASE("a task that was changed from outside runs as soon as the loop comes to it") {
	Bench bench;
	Recorder changer(3), changed(2);
	changed.next = [](MonoTime) { return NextRun{}; };
	changer.at_time = [&] {
		if (changer.runs.size() == 2)
			changed.run_soon();
	};
	bench.loop.run({&changer, &changed});
	CHECK(changed.runs == std::vector<MonoTime>{bench.start, bench.start + 2s});
}

TEST_CASE("a removed task is not called any more, be it within the same round") {
	Bench bench;
	Recorder first(2), second(1000);
	first.at_time = [&] { bench.loop.remove(second); };
	bench.loop.run({&first, &second});
	CHECK(second.on_times.empty());
	CHECK(second.runs.empty());
}
