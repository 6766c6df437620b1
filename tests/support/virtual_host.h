// SPDX-License-Identifier: Apache-2.0
// A host whose time is virtual: a wait takes no time at all, and ends at the very nanosecond that
// it was for.
#pragma once

#include <algorithm>
#include <cerrno>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "session/host.h"

namespace stamp::test {

class VirtualHost : public session::Host {
public:
	// The system clock at the beginning.
	explicit VirtualHost(UtcTime utc = UtcTime{std::chrono::hours{24 * 365 * 55}})
		: utc_minus_mono_(utc.time_since_epoch() - now_.time_since_epoch()) {
		wire.kernel.synced = true;
		wire.kernel.max_error = std::chrono::microseconds{9};
	}

	[[nodiscard]] MonoTime now() const override {
		// A reader of the clock alone sees it go on, too.
		if (++reads_ > reads_at_once)
			now_ += std::chrono::microseconds{1};
		return now_;
	}
	[[nodiscard]] UtcTime utc() const { return utc_at(now_); }
	// What the system clock showed then.
	[[nodiscard]] UtcTime utc_at(MonoTime when) const {
		Duration by = utc_minus_mono_;
		for (const auto &[at, step] : steps_)
			if (at > when)
				by -= step;
		return UtcTime{when.time_since_epoch() + by};
	}
	[[nodiscard]] time::ClockReading clocks() const override {
		return {utc_minus_mono_, {}, tai_minus_utc_s_};
	}
	[[nodiscard]] Result<session::WireClock> wire_clock(stamp_format format) const override {
		session::WireClock clock = wire;
		clock.format = format;
		return clock;
	}
	[[nodiscard]] Result<net::Interface> interface(int index) const override {
		for (const net::Interface &iface : ifaces)
			if (iface.index == index)
				return iface;
		if (!link || index <= 0)
			return Error{ENODEV, "find interface number " + std::to_string(index)};
		net::Interface found = *link;
		found.index = index;
		return found;
	}
	[[nodiscard]] Result<net::Interface> interface(const std::string &name) const override {
		for (const net::Interface &iface : ifaces)
			if (iface.name == name)
				return iface;
		return Error{ENODEV, "find interface " + name};
	}
	[[nodiscard]] Result<std::vector<net::LocalAddress>>
	local_addresses(int ifindex) const override {
		const auto found = addresses.find(ifindex);
		return found == addresses.end() ? std::vector<net::LocalAddress>{} : found->second;
	}

	void sleep_until(MonoTime deadline) override { go_to(deadline); }
	[[nodiscard]] MonoTime spin_until(MonoTime deadline) override {
		go_to(deadline);
		return now_;
	}
	News wait(std::vector<pollfd> &fds, Duration timeout) override {
		go_to(std::min(now_ + timeout, first_event(fds)));
		for (pollfd &fd : fds)
			fd.revents = static_cast<short>(is_ready(fd.fd) ? fd.events : 0);
		return news();
	}
	std::optional<int> next_signal() override { return take_first(signals_); }
	Result<session::LinkChanges> link_changes() override { return std::exchange(links_, {}); }
	time::ClockChange clock_change() override { return std::exchange(change_, {}); }

	// Something takes that long, and nothing can be done meanwhile.
	void pass(Duration time) { go_to(now_ + time); }
	void raise(int signal) { signals_.push_back(signal); }
	void change_link(const net::LinkChange &change) { links_.push_back(change); }
	// As soon as it is that late, however long it sleeps.
	void at(MonoTime when, std::function<void()> happens) {
		events_.emplace(when, std::move(happens));
	}
	void step_clock(Duration by) {
		steps_.emplace_back(now_, by);
		utc_minus_mono_ += by;
		change_.step = change_.step.value_or(Duration{}) + by;
	}
	// Such a descriptor is readable from then on. Numbers are the test's, no file has them.
	void set_ready(int fd, MonoTime from) { ready_[fd] = from; }

	session::WireClock wire;				 // the format apart
	std::vector<net::Interface> ifaces;			 // by number and by name
	std::map<int, std::vector<net::LocalAddress>> addresses; // of them
	std::optional<net::Interface> link{up_interface()}; // whatever other number is asked for

private:
	static constexpr int reads_at_once = 64;

	static net::Interface up_interface() {
		net::Interface iface;
		iface.up = true;
		return iface;
	}

	template <typename T> static std::optional<T> take_first(std::deque<T> &queue) {
		if (queue.empty())
			return std::nullopt;
		const T first = queue.front();
		queue.pop_front();
		return first;
	}
	void go_to(MonoTime time) {
		while (!events_.empty() && events_.begin()->first <= time) {
			const auto event = events_.extract(events_.begin());
			now_ = std::max(now_, event.key());
			event.mapped()();
		}
		if (time <= now_)
			return;
		now_ = time;
		reads_ = 0;
	}
	[[nodiscard]] News news() const {
		return {!signals_.empty(), !links_.empty(), static_cast<bool>(change_)};
	}
	[[nodiscard]] bool is_ready(int fd) const {
		const auto found = ready_.find(fd);
		return found != ready_.end() && found->second <= now_;
	}
	[[nodiscard]] MonoTime first_event(const std::vector<pollfd> &fds) const {
		const News there = news();
		if (there.signals || there.links || there.clock)
			return now_;
		MonoTime first = events_.empty() ? MonoTime::max() : events_.begin()->first;
		for (const pollfd &fd : fds)
			if (const auto found = ready_.find(fd.fd); found != ready_.end())
				first = std::min(first, found->second);
		return first;
	}

	mutable MonoTime now_{std::chrono::hours{1}};
	mutable int reads_ = 0; // since time has passed
	Duration utc_minus_mono_;
	int tai_minus_utc_s_ = 0;
	std::deque<int> signals_;
	session::LinkChanges links_;
	time::ClockChange change_;
	std::map<int, MonoTime> ready_;
	std::multimap<MonoTime, std::function<void()>> events_;
	std::vector<std::pair<MonoTime, Duration>> steps_; // in their order
};

} // namespace stamp::test
