// SPDX-License-Identifier: Apache-2.0
// Sessions that two CPUs work on at once (RFC 8762 4.3): one session, and a full table whose idle
// sessions give their places away at the moment in which somebody asks for them.
#include <algorithm>
#include <array>
#include <barrier>
#include <chrono>
#include <random>
#include <thread>

#include <sched.h>

#include <bpf/bpf.h>

#include "bpf/pin/sessions.h"
#include "bpf/rows.h"

using namespace stamp;
using namespace stamp::test;

namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t timeout_ns = 10 * second;
constexpr std::uint16_t first_port = 50000;
constexpr std::size_t cpus = 2;

Datapath stateful(std::uint32_t max_sessions) {
	Setup setup;

	setup.cfg.max_sessions = max_sessions;
	setup.cfg.session_timeout_ns = static_cast<std::uint64_t>(timeout_ns);
	return load(setup);
}

Octets request_of(std::size_t session) {
	return packet()
		.ports(static_cast<std::uint16_t>(first_port + session), 862)
		.stamp_request(seq(0).ssid(7));
}

void pin_to(std::size_t cpu) {
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	sched_setaffinity(0, sizeof(set), &set); // with one CPU only: they alternate
}

// The number of the reply; nullopt: there was none. Safe on several threads.
std::optional<std::uint32_t> ask(const Datapath &datapath, Program program, const Octets &request) {
	std::array<std::uint8_t, 256> out;
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = request.data(), .data_out = out.data(),
		    .data_size_in = static_cast<std::uint32_t>(request.size()),
		    .data_size_out = static_cast<std::uint32_t>(out.size()));
	const int answered = is_xdp(program) ? XDP_TX : redirected;

	if (bpf_prog_test_run_opts(datapath.fd(program), &options) != 0 ||
	    static_cast<int>(options.retval) != answered)
		return std::nullopt;
	return get32(Octets(out.begin(), out.end()), 14 + 20 + 8);
}

struct Found {
	unsigned rounds = 0, replies = 0, refused = 0;
	unsigned wrong_numbers = 0; // rounds in which a session's were not 0, 1, 2, ...
	unsigned wrong_counts = 0;  // sessions of which the table does not say what was answered
	unsigned too_many = 0;	    // rounds with more sessions than places
};

// At the begin of a round all sessions are idle, and in a round none can become idle: each that is
// answered begins in it, and keeps its place until the end.
class Rounds {
public:
	Rounds(std::uint32_t places, std::size_t sessions)
		: datapath_(stateful(places)), places_(places), numbers_(cpus) {
		for (std::size_t i = 0; i < sessions; i++)
			requests_.push_back(request_of(i));
		for (auto &mine : numbers_)
			mine.resize(sessions);
	}

	Found run(unsigned rounds) {
		const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{10};
		std::barrier turn(cpus, [&]() noexcept {
			finish_round();
			over_ = found_.rounds == rounds || std::chrono::steady_clock::now() > end;
		});
		std::vector<std::thread> workers;

		for (std::size_t cpu = 0; cpu < cpus; cpu++)
			workers.emplace_back([&, cpu] {
				std::minstd_rand random(static_cast<unsigned>(cpu + 1));

				pin_to(cpu);
				while (!over_) {
					ask_some(cpu, random);
					turn.arrive_and_wait();
				}
			});
		for (auto &worker : workers)
			worker.join();
		return found_;
	}

	// No place was lost, and none was made: as many new sessions as there are places begin.
	void check_places() {
		Datapath &datapath = datapath_;

		for (std::uint32_t i = 0; i < 2 * places_; i++) {
			const auto number = ask(datapath, Program::refl_in, request_of(1000 + i));

			CHECK(number.has_value() == (i < places_));
		}
	}

private:
	void ask_some(std::size_t cpu, std::minstd_rand &random) {
		const Program program = cpu == 0 ? Program::refl_in : Program::refl_xdp;

		for (volatile unsigned wait = random() % 1000; wait > 0;)
			wait = wait - 1;
		for (int i = 0; i < 4; i++) {
			const std::size_t session = random() % requests_.size();

			if (const auto number = ask(datapath_, program, requests_[session]))
				numbers_[cpu][session].push_back(*number);
			else
				refused_[cpu]++;
		}
	}

	void finish_round() noexcept {
		std::vector<std::size_t> answered(requests_.size());
		bool right = true;

		for (std::size_t session = 0; session < requests_.size(); session++) {
			auto &all = numbers_[0][session], &others = numbers_[1][session];

			all.insert(all.end(), others.begin(), others.end());
			std::sort(all.begin(), all.end());
			for (std::uint32_t i = 0; i < all.size(); i++)
				right = right && all[i] == i;
			answered[session] = all.size();
			found_.replies += static_cast<unsigned>(all.size());
			all.clear();
			others.clear();
		}
		found_.wrong_numbers += !right;
		compare_with_table(answered);
		found_.refused = refused_[0] + refused_[1];
		found_.rounds++;
		now_ns_ += timeout_ns + second;
		datapath_.set_time(now_ns_);
	}

	void compare_with_table(std::vector<std::size_t> &answered) {
		unsigned sessions = 0;
		const auto read = bpf::read_sessions(
			datapath_.sessions_map(), Duration{timeout_ns}, MonoTime{Duration{now_ns_}},
			[&](const stamp_session_key &key, const stamp_session &session) {
				auto &count = answered.at(std::size_t{stamp_swap16(key.far_port)} -
							  first_port);

				found_.wrong_counts += session.tx != count || session.rx != count ||
						       session.duplicate + 1 != count;
				count = 0;
				sessions++;
			});

		found_.too_many += !read || sessions > places_;
		for (const auto count : answered)
			found_.wrong_counts += count != 0; // answered, and not in the table
	}

	Datapath datapath_;
	std::uint32_t places_;
	std::vector<Octets> requests_;
	std::vector<std::vector<std::vector<std::uint32_t>>> numbers_; // by CPU, by session
	std::array<unsigned, cpus> refused_ = {};
	std::int64_t now_ns_ = golden::t2_ns;
	Found found_;
	bool over_ = false; // written while both wait
};

void check_rounds(const Found &found) {
	INFO(found.rounds << " rounds, " << found.replies << " replies, " << found.refused
			  << " refused");
	CHECK(found.replies > 0);
	CHECK(found.wrong_numbers == 0);
	CHECK(found.wrong_counts == 0);
	CHECK(found.too_many == 0);
}

} // namespace

TEST_CASE("two CPUs at once number the replies of one session without a gap or a double") {
	constexpr std::uint32_t turns = 2000;
	const Datapath datapath = stateful(64);
	const Octets request = request_of(0);
	std::vector<std::vector<std::uint32_t>> numbers(cpus);
	const auto work = [&](std::size_t cpu) {
		pin_to(cpu);
		for (std::uint32_t i = 0; i < turns; i++)
			if (const auto number = ask(datapath, Program::refl_xdp, request))
				numbers[cpu].push_back(*number);
	};
	std::thread one(work, 0), other(work, 1);

	one.join();
	other.join();
	std::vector<std::uint32_t> all = numbers[0];

	all.insert(all.end(), numbers[1].begin(), numbers[1].end());
	std::sort(all.begin(), all.end());
	REQUIRE(all.size() == 2 * turns);
	for (std::uint32_t i = 0; i < all.size(); i++)
		REQUIRE(all[i] == i);
	// All of them were the same request.
	CHECK(datapath.sessions()[0].duplicate == 2 * turns - 1);
}

TEST_CASE("R8762-31 a session that two CPUs ask for after the timeout begins again once") {
	Rounds rounds(8, 6);

	// A request may be refused that comes while the CPU that begins its session again stands
	// still.
	check_rounds(rounds.run(40'000));
	rounds.check_places();
}

TEST_CASE("two CPUs that take the places of each other's idle sessions never share a session") {
	struct Table {
		std::uint32_t places;
		std::size_t sessions;
	};

	for (const Table table : {Table{1, 2}, Table{2, 3}, Table{4, 6}}) {
		INFO(table.places << " places, " << table.sessions << " sessions");
		Rounds rounds(table.places, table.sessions);

		check_rounds(rounds.run(20'000));
		rounds.check_places();
	}
}
