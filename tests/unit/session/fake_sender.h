// SPDX-License-Identifier: Apache-2.0
// A path and a reflector in memory: what it does with each request is up to the test.
#pragma once

#include <cerrno>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "session/sender.h"
#include "support/virtual_host.h"
#include "unit/session/rig.h"

namespace stamp::session::test {

// What becomes of a request.
enum class Fate : std::uint8_t {
	answered,
	nameless, // answered, and the SSID of the reply is 0
	lost,
	twice,
	held,	    // taken, and the egress hook does not see it
	refused,    // no route
	filtered,   // by a packet filter
	queue_full, // behind the egress hook
	dropped,    // at the egress hook, before our program
	too_long
};

inline int errno_of(Fate fate) {
	switch (fate) {
	case Fate::filtered:
		return EPERM;
	case Fate::queue_full:
	case Fate::dropped:
		return ENOBUFS;
	case Fate::too_long:
		return EMSGSIZE;
	default:
		return ENETUNREACH;
	}
}

using stamp::test::VirtualHost;

class FakeSender : public SenderDatapath {
public:
	explicit FakeSender(VirtualHost &host, std::size_t room = 4) : host_(host), memory_(room) {}

	struct Sent {
		std::uint16_t session;
		std::uint32_t seq;
		Octets payload;
	};

	// As the kernel: the first trouble ends the call, and is reported by the next one.
	Result<std::size_t> send(std::span<const Request> requests) override {
		batches.push_back(requests.size());
		for (std::size_t left = 0; left < requests.size(); left++) {
			const Fate what = trouble_ ? *trouble_ : try_to_send(requests[left]);
			if (what < Fate::refused)
				continue;
			trouble_.reset();
			if (left != 0)
				trouble_ = what;
			if (left != 0)
				return left;
			return Error{errno_of(what), "send to 192.0.2.2"};
		}
		return requests.size();
	}
	bool drain(const RecordHandler &handler) override {
		drains++;
		const std::size_t now = std::min(records_.size(), drain_most);
		const std::vector<stamp_record> first(
			records_.begin(), records_.begin() + static_cast<std::ptrdiff_t>(now));
		records_.erase(records_.begin(),
			       records_.begin() + static_cast<std::ptrdiff_t>(now));
		for (auto &r : first)
			handler(r, {});
		if (refill) { // a flood
			records_.insert(records_.end(), first.begin(), first.end());
			host_.pass(200us);
		}
		return !records_.empty() && now == drain_most;
	}
	[[nodiscard]] std::optional<session::Sent> sent_at(std::uint16_t session,
							   std::uint32_t seq) const override {
		const auto found = t1_.find({session, seq});
		return found == t1_.end() ? std::nullopt
					  : std::optional(sent_in(wire_clock(), found->second));
	}
	[[nodiscard]] net::WayOut way_out(std::uint16_t) const override {
		ways_asked++;
		return way;
	}
	// A request that was held leaves now.
	void release(std::uint16_t session, std::uint32_t seq) {
		t1_[{session, seq}] = host_.utc();
	}
	[[nodiscard]] int wake_fd() const override { return wake; }
	void set_clock(const WireClock &) override { clocks++; }
	[[nodiscard]] bool of_hardware() const override { return hardware; }
	[[nodiscard]] HardwareTimes hardware_times() const override { return times; }
	[[nodiscard]] Duration receive_error() const override { return hardware ? 1h : 0h; }
	[[nodiscard]] Verdicts verdicts() const override { return counted; }
	Result<void> add_target(std::uint16_t session, const net::Endpoint &,
				const std::string &name) override {
		if (session >= most_targets())
			return Error{ENOSPC, "add target"};
		board_.begin(session, name);
		added.push_back(session);
		return {};
	}
	Result<void> remove_target(std::uint16_t session) override {
		board_.end(session);
		removed.push_back(session);
		return {};
	}
	[[nodiscard]] std::size_t most_targets() const override { return memory_.size(); }
	[[nodiscard]] std::string hook() const override { return "fake"; }
	TallyBoard *tallies() override { return &board_; }
	// What others on this host read, by session.
	[[nodiscard]] std::map<std::size_t, stamp_tally> published() const {
		std::map<std::size_t, stamp_tally> all;
		for (const auto &[session, one] : board_.read())
			all[session] = one.tally;
		return all;
	}
	[[nodiscard]] Result<std::string> detached() const override { return missing; }
	[[nodiscard]] std::string why_not_pinned() const override { return not_pinned; }
	std::optional<NetworkError> next_network_error() override {
		if (network_errors.empty())
			return std::nullopt;
		NetworkError first = network_errors.front();
		network_errors.erase(network_errors.begin());
		return first;
	}

	[[nodiscard]] std::vector<std::uint32_t> numbers(std::uint16_t session) const {
		std::vector<std::uint32_t> all;
		for (const auto &s : sent)
			if (s.session == session)
				all.push_back(s.seq);
		return all;
	}
	// Hands over a record of a session with that number.
	void inject(std::uint16_t session, std::uint32_t seq, std::uint16_t ssid) {
		const auto found = t1_.find({session, seq});
		answer(session, seq, ssid, found == t1_.end() ? host_.utc() : found->second);
	}

	std::function<Fate(std::uint16_t, std::uint32_t)> fate = [](auto, auto) {
		return Fate::answered;
	};
	std::function<Duration(std::uint32_t)> stamp_off_by = [](auto) { return Duration{}; };
	std::vector<Sent> sent;
	std::vector<std::size_t> batches; // how many requests each call had
	std::vector<NetworkError> network_errors;
	Verdicts counted{};
	std::vector<std::uint16_t> added, removed;
	bool hardware = false; // receive times are those of a network card
	HardwareTimes times{};
	int wake = -1;		// nothing wakes the sender
	std::string missing;	// of what is attached, by the kernel's word
	std::string not_pinned; // why
	bool refill = false;	// what was handed over comes in once more
	int attempts = 0, drains = 0, clocks = 0;
	net::WayOut way; // what rtnetlink says
	mutable int ways_asked = 0;

private:
	Fate try_to_send(const Request &request) {
		Octets octets;
		for (const auto piece : {request.base, request.tail})
			for (const std::byte b : piece)
				octets.push_back(std::to_integer<std::uint8_t>(b));
		const std::uint16_t session = request.session;
		const std::uint32_t seq = stamp::test::get32(octets, 0);
		const Fate what = fate(session, seq);
		attempts++;
		if (what == Fate::queue_full)
			release(session, seq);
		if (what >= Fate::refused)
			return what;
		sent.push_back({session, seq, octets});
		if (what == Fate::held)
			return what;
		const UtcTime t1 = t1_[{session, seq}] = host_.utc() + stamp_off_by(seq);
		if (what == Fate::nameless)
			answer(session, seq, 0, t1);
		for (int i = what == Fate::answered ? 1 : what == Fate::twice ? 2 : 0; i > 0; i--)
			answer(session, seq, stamp::test::get16(octets, 14), t1);
		return what;
	}
	void answer(std::uint16_t session, std::uint32_t seq, std::uint16_t ssid, UtcTime t1) {
		Reply reply;
		reply.sender_seq = reply.seq = seq;
		reply.ssid = ssid;
		reply.echoed_t1 = t1;
		reply.t2 = reply.echoed_t1 + 20us;
		reply.t3 = reply.t2 + 10us;
		records_.push_back(record(reply.octets(), reply.t3 + 20us));
		records_.back().session = session;
	}

	VirtualHost &host_;
	std::vector<stamp_published> memory_;
	TallyBoard board_{memory_};
	std::map<std::pair<std::uint16_t, std::uint32_t>, UtcTime> t1_;
	std::vector<stamp_record> records_;
	std::optional<Fate> trouble_; // that the last call had with its next request
};

} // namespace stamp::session::test
