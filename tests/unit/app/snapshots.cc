// SPDX-License-Identifier: Apache-2.0
#include "app/agent/snapshots.h"

#include <atomic>
#include <cerrno>
#include <thread>

#include "support/catch.h"

using namespace stamp;

namespace {

// Sessions that a test changes; a configuration that may be wrong.
class FakeAgent : public app::AgentView {
public:
	[[nodiscard]] std::size_t sessions() const override { return count; }
	[[nodiscard]] std::uint64_t version() const override { return changes; }
	[[nodiscard]] stats::AgentSession session(std::size_t index) override {
		asked++;
		if (asked == change_at) {
			count = count_then;
			changes++;
		}
		stats::AgentSession one;
		one.name = std::to_string(changes) + "/" + std::to_string(index);
		return one;
	}
	[[nodiscard]] stats::AgentState state() const override { return {"fake", true, {}, {}}; }
	[[nodiscard]] const session::AgentSpec &spec() const override { return spec_; }
	void reload() override { reloads++; }
	void set_discovered(const std::string &, std::vector<session::AgentSessionSpec>) override {}

	std::size_t count = 0, count_then = 0;
	std::uint64_t changes = 0;
	int asked = 0, change_at = 0, reloads = 0;

private:
	session::AgentSpec spec_;
};

std::unique_ptr<app::Snapshots> snapshots_of(FakeAgent &agent) {
	auto made = app::Snapshots::create([](const session::AgentSpec &) {});
	REQUIRE(made);
	(*made)->configured(agent);
	return std::move(made).value();
}

// What the loop does until the other thread has what it waits for.
template <typename Ask> auto answered(app::Snapshots &snapshots, const Ask &ask) {
	std::optional<decltype(ask())> answer;
	std::atomic<bool> done = false;
	std::thread asker([&] {
		answer.emplace(ask());
		done = true;
	});
	while (!done)
		snapshots.run(mono_now());
	asker.join();
	return *std::move(answer);
}

} // namespace

TEST_CASE("a snapshot has all sessions, gathered in many turns") {
	FakeAgent agent;
	agent.count = 20'000;
	const auto snapshots = snapshots_of(agent);
	const auto taken = answered(*snapshots, [&] { return snapshots->take(); });
	REQUIRE(taken);
	CHECK(taken->state.name == "fake");
	REQUIRE(taken->sessions.size() == agent.count);
	CHECK(taken->sessions.back().name == "0/19999");
}

TEST_CASE("a snapshot is gathered again when the sessions change meanwhile") {
	FakeAgent agent;
	agent.count = 1000;
	agent.change_at = 500;
	agent.count_then = 700;
	const auto snapshots = snapshots_of(agent);
	const auto taken = answered(*snapshots, [&] { return snapshots->take(); });
	REQUIRE(taken);
	REQUIRE(taken->sessions.size() >= 700);
	// Those of before the change are from the same turn as those behind it, at most.
	CHECK(taken->sessions.back().name.starts_with("1/"));
}

TEST_CASE("those who wait at the same time have the same snapshot") {
	FakeAgent agent;
	agent.count = 3;
	const auto snapshots = snapshots_of(agent);
	app::Snapshots::Snapshot first, second;
	std::atomic<int> done = 0;
	std::thread one([&] {
		first = snapshots->take();
		done++;
	});
	std::thread other([&] {
		second = snapshots->take();
		done++;
	});
	std::this_thread::sleep_for(std::chrono::milliseconds{50});
	while (done != 2)
		snapshots->run(mono_now());
	one.join();
	other.join();
	CHECK((first && second));
	CHECK(agent.asked <= 6);
}

TEST_CASE("the outcome of a reload is for those who asked for it") {
	FakeAgent agent;
	const auto snapshots = snapshots_of(agent);
	const auto ask = [&](const std::function<void()> &end) {
		std::optional<Result<void>> outcome;
		std::atomic<bool> done = false;
		std::thread asker([&] {
			outcome.emplace(snapshots->reload());
			done = true;
		});
		const int before = agent.reloads;
		while (agent.reloads == before)
			snapshots->run(mono_now());
		end();
		asker.join();
		return *std::move(outcome);
	};
	CHECK(ask([&] { snapshots->configured(agent); }));
	const auto refused = ask([&] { snapshots->refused(Error{0, "line 7"}); });
	REQUIRE(!refused);
	CHECK(refused.error().text() == "line 7");
	CHECK(ask([&] { snapshots->configured(agent); }));
}

TEST_CASE("nobody waits for a loop that has ended") {
	FakeAgent agent;
	const auto snapshots = snapshots_of(agent);
	CHECK(!snapshots->is_ready());
	snapshots->run(mono_now());
	CHECK((snapshots->is_ready() && snapshots->is_alive()));
	snapshots->close();
	CHECK(!snapshots->take());
	CHECK(snapshots->reload().error().code == ETIMEDOUT);
	CHECK(!snapshots->is_ready());
}
