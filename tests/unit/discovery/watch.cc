// SPDX-License-Identifier: Apache-2.0
#include "discovery/watch.h"

#include <deque>
#include <mutex>

#include <poll.h>
#include <sys/eventfd.h>

#include "base/fd.h"
#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;

namespace {

// What a finder finds, one after the other; the last of them from then on.
struct Script {
	std::mutex mutex;
	std::deque<Result<discovery::Found>> results;

	Result<discovery::Found> next() {
		const std::lock_guard lock(mutex);
		Result<discovery::Found> result = results.front();
		if (results.size() > 1)
			results.pop_front();
		return result;
	}
};

class ScriptedFinder : public discovery::Finder {
public:
	explicit ScriptedFinder(std::shared_ptr<Script> script) : script_(std::move(script)) {}
	Result<discovery::Found> find() override { return script_->next(); }

private:
	std::shared_ptr<Script> script_;
};

discovery::Found found(const std::string &host, std::optional<Error> trouble = {}) {
	return {{{{host, {}}, {}}}, std::move(trouble)};
}

void wait_for(int bell) {
	pollfd fd{bell, POLLIN, 0};
	REQUIRE(poll(&fd, 1, 60'000) == 1);
	std::uint64_t rung = 0;
	REQUIRE(read(bell, &rung, sizeof(rung)) == sizeof(rung));
}

} // namespace

TEST_CASE("what is found replaces what was, and an error leaves it") {
	const Fd bell(eventfd(0, EFD_NONBLOCK));
	auto script = std::make_shared<Script>();
	script->results = {Error{0, "not yet"}, found("a"), Error{0, "gone"},
			   found("b", Error{0, "half"})};
	const auto watch =
		discovery::Watch::start(std::make_unique<ScriptedFinder>(script), 1ms, bell.get());
	REQUIRE(watch);
	discovery::Watch::Findings last;
	while (last.targets.empty() || last.targets[0].host.host != "b") {
		wait_for(bell.get());
		last = watch->findings();
		if (last.trouble && last.trouble->what == "gone")
			CHECK(last.targets.at(0).host.host == "a");
	}
	REQUIRE(last.trouble);
	CHECK(last.trouble->what == "half");
	CHECK(last.failures >= 3);
	CHECK(last.succeeded);
}

TEST_CASE("the same again rings no bell") {
	const Fd bell(eventfd(0, EFD_NONBLOCK));
	auto script = std::make_shared<Script>();
	script->results = {found("a")};
	const auto watch =
		discovery::Watch::start(std::make_unique<ScriptedFinder>(script), 1ms, bell.get());
	REQUIRE(watch);
	wait_for(bell.get());
	CHECK(watch->version() == 1);
	std::uint64_t rung = 0;
	poll(nullptr, 0, 30);
	CHECK(read(bell.get(), &rung, sizeof(rung)) == -1);
	CHECK(watch->version() == 1);
}

TEST_CASE("a watch ends without waiting for its finder") {
	const Fd bell(eventfd(0, EFD_NONBLOCK));
	auto script = std::make_shared<Script>();
	script->results = {found("a")};
	for (int i = 0; i < 20; i++)
		CHECK(discovery::Watch::start(std::make_unique<ScriptedFinder>(script), 1h,
					      bell.get()));
}
