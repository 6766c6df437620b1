// SPDX-License-Identifier: Apache-2.0
#include "session/process_host.h"

#include <utility>

#include "time/sleep.h"

namespace stamp::session {

Result<std::unique_ptr<ProcessHost>> ProcessHost::create() {
	auto signals = Signals::take_over();
	if (!signals)
		return std::move(signals).error();
	return create_with(std::move(signals).value());
}

Result<std::unique_ptr<ProcessHost>> ProcessHost::create_without_signals() {
	return create_with(std::nullopt);
}

Result<std::unique_ptr<ProcessHost>> ProcessHost::create_with(std::optional<Signals> signals) {
	auto links = net::LinkMonitor::open();
	if (!links)
		return std::move(links).error();
	auto steps = time::StepWatch::create();
	if (!steps)
		return std::move(steps).error();
	return std::unique_ptr<ProcessHost>(new ProcessHost(
		std::move(signals), std::move(links).value(), std::move(steps).value()));
}

void ProcessHost::sleep_until(MonoTime deadline) {
	time::sleep_until(deadline);
}

MonoTime ProcessHost::spin_until(MonoTime deadline) {
	return time::spin_until(deadline);
}

// Ours stand behind those of the tasks, and are taken away again.
Host::News ProcessHost::wait(std::vector<pollfd> &fds, Duration timeout) {
	constexpr std::int64_t ns_per_s = 1'000'000'000;
	const timespec limit{static_cast<time_t>(timeout.count() / ns_per_s),
			     static_cast<long>(timeout.count() % ns_per_s)};
	const std::size_t ours = fds.size();
	const int signals = signals_ ? signals_->fd() : -1; // which poll(2) leaves alone
	for (const int fd : {signals, links_.fd(), steps_.fd()})
		fds.push_back({fd, POLLIN, 0});
	const bool any = ppoll(fds.data(), fds.size(), &limit, nullptr) > 0;
	const auto is_ready = [&](std::size_t i) { return any && fds[ours + i].revents != 0; };
	const News news{is_ready(0), is_ready(1), is_ready(2)};
	fds.resize(ours);
	if (!any)
		for (pollfd &fd : fds) // after a signal they may hold anything
			fd.revents = 0;
	return news;
}

} // namespace stamp::session
