// SPDX-License-Identifier: Apache-2.0
// The window against a naive account of the same run: one entry per request, kept for ever.
#include "session/window.h"

#include <map>
#include <random>
#include <vector>

#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;
using session::Arrival;
using session::Window;

namespace {

struct Setting {
	const char *name;
	std::uint32_t slots;
	std::uint64_t first;		    // number of the first request
	double loss, duplication, delay_ms; // delay: the mean of an exponential distribution
	Duration timeout;
};

// What became of each request. The rules are those of window.h, read literally.
class Account {
public:
	explicit Account(const Setting &setting)
		: slots_(setting.slots), first_(setting.first), next_(setting.first) {}

	std::optional<std::uint64_t> sent(MonoTime now) {
		std::optional<std::uint64_t> given_up;
		const std::uint64_t displaced = next_ - slots_;
		if (next_ >= first_ + slots_ && requests_.at(displaced).state == State::in_flight) {
			requests_.at(displaced).state = State::lost;
			given_up = displaced;
		}
		requests_[next_++] = {now, State::in_flight, false};
		return given_up;
	}

	Arrival answered(std::uint64_t seq, bool in_time) {
		if (seq >= next_)
			return Arrival::unexpected;
		if (next_ - seq > slots_)
			return Arrival::late;
		Request &request = requests_.at(seq);
		const State before = request.state;
		if (before == State::lost) {
			request.state = State::lost_and_answered;
			return Arrival::late;
		}
		if (before != State::in_flight)
			return Arrival::duplicate;
		request.state =
			in_time || request.disturbed ? State::received : State::lost_and_answered;
		return request.state == State::received ? Arrival::in_time : Arrival::late;
	}

	std::vector<std::uint64_t> expire(MonoTime horizon) {
		std::vector<std::uint64_t> all;
		for (auto &[seq, request] : requests_) {
			if (request.state == State::in_flight && request.sent < horizon) {
				request.state = State::lost;
				all.push_back(seq);
			}
		}
		return all;
	}

	void disturb() {
		for (auto &[seq, request] : requests_)
			request.disturbed = true;
	}

	[[nodiscard]] std::uint64_t in_flight() const { return count(State::in_flight); }
	[[nodiscard]] std::uint64_t received() const { return count(State::received); }
	[[nodiscard]] std::uint64_t lost() const {
		return count(State::lost) + count(State::lost_and_answered);
	}
	[[nodiscard]] std::uint64_t total() const { return requests_.size(); }
	[[nodiscard]] std::uint64_t next() const { return next_; }

private:
	enum class State { in_flight, received, lost, lost_and_answered };
	struct Request {
		MonoTime sent;
		State state;
		bool disturbed;
	};

	[[nodiscard]] std::uint64_t count(State state) const {
		std::uint64_t n = 0;
		for (const auto &[seq, request] : requests_)
			n += request.state == state;
		return n;
	}

	std::uint64_t slots_, first_, next_;
	std::map<std::uint64_t, Request> requests_;
};

// A network that loses, delays, duplicates and thereby reorders.
class Network {
public:
	explicit Network(const Setting &setting, std::uint32_t seed)
		: setting_(setting), random_(seed) {}

	void take(std::uint64_t seq, MonoTime now) {
		std::exponential_distribution<double> delay_ms(1 / setting_.delay_ms);
		do {
			if (!happens(setting_.loss))
				arrivals_.emplace(now + Duration{static_cast<std::int64_t>(
								delay_ms(random_) * 1e6)},
						  seq);
		} while (happens(setting_.duplication));
	}

	// The next one that has arrived by `now`.
	std::optional<std::pair<MonoTime, std::uint64_t>> next(MonoTime now) {
		if (arrivals_.empty() || arrivals_.begin()->first > now)
			return std::nullopt;
		const std::pair<MonoTime, std::uint64_t> first = *arrivals_.begin();
		arrivals_.erase(arrivals_.begin());
		return first;
	}

	bool happens(double probability) {
		return std::bernoulli_distribution(probability)(random_);
	}

private:
	const Setting &setting_;
	std::mt19937 random_;
	std::multimap<MonoTime, std::uint64_t> arrivals_;
};

class Run {
public:
	Run(const Setting &setting, std::uint32_t seed)
		: setting_(setting), network_(setting, seed),
		  window_(setting.slots, 1ms, setting.first), account_(setting) {}

	void go(int ticks) {
		for (int i = 0; i < ticks; i++)
			tick();
		now_ += 1h;
		settle();
		CHECK(window_.in_flight() == 0);
		CHECK(received_ + window_.lost() == account_.total());
		for (const auto &[seq, count] : decided_)
			CHECK(count == 1);
		CHECK(decided_.size() == account_.total());
	}

private:
	void tick() {
		now_ += 1ms;
		sent_[window_.next()] = now_;
		network_.take(window_.next(), now_);
		std::optional<std::uint64_t> given_up;
		if (const auto displaced = window_.displaced()) {
			given_up = displaced->seq;
			window_.lose_oldest();
		}
		window_.sent(now_);
		REQUIRE(given_up == account_.sent(now_));
		if (given_up)
			decided_[*given_up]++;
		if (network_.happens(0.02)) {
			window_.disturb();
			account_.disturb();
		}
		if (network_.happens(0.05)) // garbage: a number that is not sent yet
			arrive(window_.next() + 3, now_);
		if (network_.happens(0.3)) // else it is busy elsewhere for a while
			settle();
		check();
	}

	void settle() {
		while (const auto next = network_.next(now_))
			arrive(next->second, next->first);
		const MonoTime horizon = now_ - setting_.timeout;
		std::vector<std::uint64_t> expired;
		while (const auto oldest = window_.overdue(horizon)) {
			window_.lose_oldest();
			expired.push_back(oldest->seq);
		}
		REQUIRE(expired == account_.expire(horizon));
		for (const std::uint64_t lost : expired)
			decided_[lost]++;
	}

	void arrive(std::uint64_t seq, MonoTime at) {
		const bool known = sent_.contains(seq);
		const bool in_time = !known || at - sent_[seq] <= setting_.timeout;
		const std::uint64_t lost_before = window_.lost();
		const auto match = window_.answered(static_cast<std::uint32_t>(seq), in_time);
		REQUIRE(match.arrival == account_.answered(seq, in_time));
		if (match.arrival != Arrival::unexpected)
			REQUIRE(match.seq == seq);
		if (match.arrival == Arrival::in_time)
			received_++;
		if (match.arrival == Arrival::in_time || window_.lost() != lost_before)
			decided_[seq]++;
	}

	void check() {
		REQUIRE(window_.next() == account_.next());
		REQUIRE(window_.in_flight() == account_.in_flight());
		REQUIRE(window_.lost() == account_.lost());
		REQUIRE(received_ == account_.received());
		REQUIRE(received_ + window_.lost() + window_.in_flight() == account_.total());
	}

	const Setting &setting_;
	Network network_;
	Window window_;
	Account account_;
	MonoTime now_{1h};
	std::map<std::uint64_t, MonoTime> sent_;
	std::map<std::uint64_t, int> decided_; // how often each was received or lost
	std::uint64_t received_ = 0;
};

} // namespace

TEST_CASE("received + lost + in flight = sent at every moment, each request decided once") {
	const auto setting =
		GENERATE(Setting{"a good path", 64, 0, 0, 0, 2, 50ms},
			 Setting{"loss", 64, 0, 0.3, 0, 2, 20ms},
			 Setting{"duplication", 64, 0, 0.1, 0.5, 5, 20ms},
			 Setting{"delays around the timeout", 64, 0, 0.05, 0.2, 10, 10ms},
			 Setting{"a window that is too small", 8, 0, 0.1, 0.2, 10, 40ms},
			 Setting{"delays beyond the memory", 8, 0, 0.1, 0.2, 30, 4ms},
			 Setting{"across the wrap", 64, 0xffffff80, 0.1, 0.2, 5, 20ms},
			 Setting{"nothing comes back", 16, 0, 1, 0, 1, 5ms});
	CAPTURE(setting.name);
	for (std::uint32_t seed = 1; seed <= 5; seed++) {
		CAPTURE(seed);
		Run(setting, seed).go(400);
	}
}
