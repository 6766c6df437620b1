// SPDX-License-Identifier: Apache-2.0
// The host as a process finds it: its signals, the kernel's links and clocks, one of each.
#pragma once

#include <memory>
#include <optional>

#include "session/host.h"
#include "session/signals.h"

namespace stamp::session {

class ProcessHost : public Host {
public:
	// Everything that needs a descriptor is opened here. Signals are ours from now on.
	static Result<std::unique_ptr<ProcessHost>> create();
	// For a loop in a thread of its own: signals are for another one.
	static Result<std::unique_ptr<ProcessHost>> create_without_signals();

	[[nodiscard]] MonoTime now() const override { return mono_now(); }
	[[nodiscard]] time::ClockReading clocks() const override { return time::read_clocks(); }
	[[nodiscard]] Result<WireClock> wire_clock(stamp_format format) const override {
		return read_wire_clock(format);
	}
	[[nodiscard]] Result<net::Interface> interface(int index) const override {
		return net::find_interface(index);
	}
	[[nodiscard]] Result<net::Interface> interface(const std::string &name) const override {
		return net::find_interface(name);
	}
	[[nodiscard]] Result<std::vector<net::LocalAddress>>
	local_addresses(int ifindex) const override {
		return net::local_addresses(ifindex);
	}
	void sleep_until(MonoTime deadline) override;
	[[nodiscard]] MonoTime spin_until(MonoTime deadline) override;
	News wait(std::vector<pollfd> &fds, Duration timeout) override;
	std::optional<int> next_signal() override {
		return signals_ ? signals_->next() : std::nullopt;
	}
	Result<LinkChanges> link_changes() override { return links_.drain(); }
	time::ClockChange clock_change() override { return steps_.check(); }

	// For what is left to do when the loop has ended. Not without signals.
	[[nodiscard]] Signals &signals() { return *signals_; }

private:
	ProcessHost(std::optional<Signals> signals, net::LinkMonitor links, time::StepWatch steps)
		: signals_(std::move(signals)), links_(std::move(links)), steps_(std::move(steps)) {
	}
	static Result<std::unique_ptr<ProcessHost>> create_with(std::optional<Signals> signals);

	std::optional<Signals> signals_;
	net::LinkMonitor links_;
	time::StepWatch steps_;
};

} // namespace stamp::session
