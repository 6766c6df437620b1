// SPDX-License-Identifier: Apache-2.0
#include "session/outlets.h"

#include <array>
#include <csignal>
#include <cstring>
#include <poll.h>
#include <string>
#include <utility>

namespace stamp::session {
namespace {

constexpr Duration retry_interval = std::chrono::seconds{1};
constexpr Duration look_interval = std::chrono::milliseconds{250};
constexpr Duration stall = std::chrono::seconds{1};

bool is_awaited(const Outlet *outlet) {
	return outlet && outlet->waiting() != 0 && outlet->error() == 0;
}

} // namespace

void Outlets::add_descriptors(std::vector<pollfd> &fds) const {
	for (const Outlet *outlet : {output_, log_})
		if (is_awaited(outlet))
			fds.push_back({outlet->fd(), POLLOUT, 0});
}

void Outlets::push() {
	for (Outlet *outlet : {output_, log_})
		if (is_awaited(outlet))
			outlet->push();
}

std::optional<stats::Warning> Outlets::look(MonoTime now) {
	if (!output_ || output_->is_gone())
		return std::nullopt;
	if (output_->error() != 0 && now >= next_try_) {
		output_->try_again();
		next_try_ = now + retry_interval;
	}
	const bool fails = output_->error() != 0;
	if (std::exchange(fails_, fails) != fails && fails)
		return stats::Warning{
			{stats::Kind::output_failed, {std::strerror(output_->error())}}};
	const std::uint64_t refused = output_->refused() - reported_;
	if (refused != 0 && output_->waiting() == 0) {
		reported_ += refused;
		refuses_ = false;
		return stats::Warning{{stats::Kind::output_dropped, {refused}}};
	}
	if (refused != 0 && !fails && !std::exchange(refuses_, true))
		return stats::Warning{{stats::Kind::output_stalled}};
	return std::nullopt;
}

NextRun Outlets::run(MonoTime now) {
	push();
	if (const auto warning = look(now); warning && warn_)
		warn_(*warning);
	return {now + look_interval};
}

Flushed flush(Outlet &output, Signals &signals, bool is_asked) {
	MonoTime progress = mono_now();
	while (is_awaited(&output)) {
		const std::size_t before = output.waiting();
		output.push();
		const MonoTime now = mono_now();
		if (output.waiting() != before) {
			progress = now;
			continue;
		}
		if (is_asked && now - progress >= stall)
			return Flushed::stalled;
		std::array<pollfd, 2> fds{{{output.fd(), POLLOUT, 0}, {signals.fd(), POLLIN, 0}}};
		constexpr int look_ms = 100;
		poll(fds.data(), fds.size(), is_asked ? look_ms : -1);
		while (const auto signal = signals.next()) {
			if (*signal == SIGQUIT)
				continue;
			if (std::exchange(is_asked, true))
				return Flushed::interrupted;
			progress = mono_now();
		}
	}
	return Flushed::done;
}

} // namespace stamp::session
