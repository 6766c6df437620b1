// SPDX-License-Identifier: Apache-2.0
// A path and a stateful reflector at its end, simulated in virtual time from a few lines: delay,
// jitter, loss, duplicates, clocks that differ. It keeps account of what really happened.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <queue>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "session/datapath.h"
#include "support/octets.h"
#include "support/virtual_host.h"
#include "unit/session/rig.h"

namespace stamp::simulation {

using namespace std::chrono_literals;
using test::VirtualHost;

// One direction.
struct Way {
	Duration delay = 1ms;
	Duration jitter{};		 // added evenly from 0 to this: what overtakes is reordered
	double loss = 0, duplicates = 0; // of all packets
};

struct PathSettings {
	Way forward = {}, backward = {};
	Duration processing = 20us;
	Duration far_clock{}; // by how much it is ahead
	std::uint32_t seed = 1;
	bool wakes = false; // a reply wakes the sender
};

// What happened to the requests of one session.
struct Truth {
	std::uint64_t sent = 0, lost_forward = 0, lost_backward = 0, delivered = 0, duplicates = 0,
		      reordered = 0;
	std::vector<Duration> round_trips; // without the reflector's time; of first replies
	std::set<std::uint32_t> answered;  // numbers
};

class Path : public session::SenderDatapath {
public:
	Path(VirtualHost &host, PathSettings settings)
		: host_(host), settings_(std::move(settings)), random_(settings_.seed) {}

	Result<std::size_t> send(std::span<const session::Request> requests) override {
		for (const session::Request &request : requests)
			leave(request);
		return requests.size();
	}
	bool drain(const session::RecordHandler &handler) override {
		pass_on();
		for (std::size_t i = 0; i < session::drain_most && has_arrived(); i++) {
			const Reply reply = replies_.top();
			replies_.pop();
			count(reply);
			handler(record_of(reply), {});
		}
		wake_at_next();
		return has_arrived();
	}
	[[nodiscard]] std::optional<session::Sent> sent_at(std::uint16_t session,
							   std::uint32_t seq) const override {
		const auto found = t1_.find(session);
		if (found == t1_.end() || seq >= found->second.size())
			return std::nullopt;
		return session::test::sent_in(session::test::wire_clock(), found->second[seq]);
	}
	[[nodiscard]] net::WayOut way_out(std::uint16_t) const override { return {}; }
	[[nodiscard]] int wake_fd() const override { return settings_.wakes ? wake : -1; }
	void set_clock(const session::WireClock &) override {}
	[[nodiscard]] session::Verdicts verdicts() const override { return {}; }
	[[nodiscard]] std::string hook() const override { return "simulated"; }
	Result<void> add_target(std::uint16_t, const net::Endpoint &,
				const std::string &) override {
		return {};
	}
	Result<void> remove_target(std::uint16_t) override { return {}; }
	[[nodiscard]] std::size_t most_targets() const override { return STAMP_MAX_HOSTS; }
	std::optional<session::NetworkError> next_network_error() override { return {}; }

	// Beyond chance: true, and a request is lost on its way there.
	std::function<bool(std::uint32_t seq)> cut = [](auto) { return false; };
	std::map<std::uint16_t, Truth> truth; // by session
	int wake = 1000;		      // no file has this number

private:
	struct Packet { // to the reflector, or at it
		MonoTime at;
		std::uint16_t session, ssid;
		std::uint32_t seq;
		MonoTime sent;
		UtcTime t1;
		bool operator<(const Packet &other) const { return at > other.at; }
	};
	struct Reply {
		MonoTime at;
		Packet request;
		std::uint32_t number; // the reflector's
		bool operator<(const Reply &other) const { return at > other.at; }
	};

	bool happens(double probability) {
		return std::uniform_real_distribution<double>()(random_) < probability;
	}
	Duration time_on(const Way &way) {
		if (way.jitter == Duration{})
			return way.delay;
		std::uniform_int_distribution<std::int64_t> more(0, way.jitter.count());
		return way.delay + Duration{more(random_)};
	}
	void leave(const session::Request &request) {
		test::Octets octets;
		for (const std::byte b : request.base)
			octets.push_back(std::to_integer<std::uint8_t>(b));
		const std::uint32_t seq = test::get32(octets, 0);
		const MonoTime now = host_.now();
		const UtcTime t1 = host_.utc_at(now);
		auto &stamps = t1_[request.session];
		stamps.resize(seq + 1, t1);
		stamps[seq] = t1;
		Truth &account = truth[request.session];
		account.sent++;
		if (cut(seq) || happens(settings_.forward.loss)) {
			account.lost_forward++;
			return;
		}
		const int copies = happens(settings_.forward.duplicates) ? 2 : 1;
		for (int i = 0; i < copies; i++)
			requests_.push({now + time_on(settings_.forward), request.session,
					test::get16(octets, 14), seq, now, t1});
		wake_at_next();
	}
	// What reached the reflector until now is answered, in the order in which it came there.
	void pass_on() {
		const MonoTime now = host_.now();
		for (; !requests_.empty() && requests_.top().at <= now; requests_.pop()) {
			const Packet &request = requests_.top();
			const std::uint32_t number = numbers_[request.session]++;
			if (happens(settings_.backward.loss)) {
				truth[request.session].lost_backward++;
				continue;
			}
			const int copies = happens(settings_.backward.duplicates) ? 2 : 1;
			for (int i = 0; i < copies; i++)
				replies_.push({request.at + settings_.processing +
						       time_on(settings_.backward),
					       request, number});
		}
	}
	[[nodiscard]] bool has_arrived() const {
		return !replies_.empty() && replies_.top().at <= host_.now();
	}
	// When the sender hears of the next reply at the latest.
	void wake_at_next() {
		MonoTime next = MonoTime::max();
		if (!requests_.empty())
			next = requests_.top().at;
		if (!replies_.empty())
			next = std::min(next, replies_.top().at);
		host_.set_ready(wake, next);
	}
	void count(const Reply &reply) {
		Truth &account = truth[reply.request.session];
		const std::uint32_t seq = reply.request.seq;
		if (!account.answered.insert(seq).second) {
			account.duplicates++;
			return;
		}
		account.delivered++;
		account.round_trips.push_back(reply.at - reply.request.sent - settings_.processing);
		std::uint32_t &expected = expected_[reply.request.session];
		account.reordered += seq < expected;
		expected = std::max(expected, seq + 1);
	}
	[[nodiscard]] stamp_record record_of(const Reply &reply) const {
		session::test::Reply octets;
		octets.seq = reply.number;
		octets.sender_seq = reply.request.seq;
		octets.ssid = reply.request.ssid;
		octets.echoed_t1 = reply.request.t1;
		octets.t2 = host_.utc_at(reply.request.at) + settings_.far_clock;
		octets.t3 = octets.t2 + settings_.processing;
		stamp_record record =
			session::test::record(octets.octets(), host_.utc_at(reply.at));
		record.session = reply.request.session;
		return record;
	}

	VirtualHost &host_;
	PathSettings settings_;
	std::mt19937 random_;
	std::map<std::uint16_t, std::vector<UtcTime>> t1_; // by number
	std::map<std::uint16_t, std::uint32_t> numbers_, expected_;
	std::priority_queue<Packet> requests_;
	std::priority_queue<Reply> replies_;
};

} // namespace stamp::simulation
