// SPDX-License-Identifier: Apache-2.0
#include "app/agent/probes.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <utility>

#include "app/agent/waiting.h"
#include "app/sender_setup.h"
#include "session/loop.h"
#include "session/process_host.h"
#include "session/sender.h"

namespace stamp::app {
namespace {

constexpr std::uint64_t usual_count = 10;
constexpr Duration for_the_rest = std::chrono::milliseconds{500}; // to resolve and to attach
constexpr Duration look_interval = std::chrono::milliseconds{50};

// Ends a sender when the process ends.
class Stop : public session::Task {
public:
	Stop(const std::atomic<bool> &wanted, session::Sender &sender)
		: wanted_(wanted), sender_(sender) {}

	session::NextRun run(MonoTime now) override {
		if (wanted_ && !std::exchange(is_asked_, true)) {
			sender_.on_signal(SIGTERM);
			sender_.on_signal(SIGTERM); // without waiting for the last replies
			sender_.run_soon();
		}
		return {now + look_interval};
	}
	[[nodiscard]] bool is_done() const override { return true; }

private:
	const std::atomic<bool> &wanted_;
	session::Sender &sender_;
	bool is_asked_ = false;
};

session::SenderEvents no_events() {
	session::SenderEvents events;
	events.packet = [](const stats::Packet &) {};
	events.warning = [](const stats::Warning &) {};
	events.interim = [](const std::vector<stats::Summary> &) {};
	events.good = [] { return true; };
	events.hangup = [] {};
	return events;
}

} // namespace

void Probes::configure(const session::AgentSpec &spec) {
	const std::lock_guard lock(mutex_);
	settings_ = {spec.profiles, spec.http.probe_limit};
}

Result<session::SenderSpec> Probes::spec_of(const Probe &probe) const {
	const std::lock_guard lock(mutex_);
	const auto profile =
		std::find_if(settings_.profiles.begin(), settings_.profiles.end(),
			     [&](const auto &one) { return one.name == probe.profile; });
	if (profile == settings_.profiles.end())
		return Error{ENOENT, "there is no profile '" + probe.profile + "'"};
	session::SenderSpec spec = profile->settings;
	const Duration time = probe.limit - for_the_rest - spec.timeout;
	if (time < Duration::zero())
		return Error{ETIMEDOUT, "the profile's timeout does not fit into the time limit"};
	const auto fitting = static_cast<std::uint64_t>(time / spec.interval) + 1;
	spec.iface = "auto";
	spec.targets = {probe.target};
	spec.count = std::min(probe.count.value_or(usual_count), fitting);
	spec.duration.reset();
	spec.report.reset();
	// 862 is of the sessions.
	if (!spec.source_port)
		spec.source_port = std::uint16_t{0};
	return spec;
}

Result<stats::Summary> Probes::measure(const session::SenderSpec &spec) const {
	auto setup = SenderSetup::prepare(spec);
	if (!setup)
		return std::move(setup).error();
	auto datapath = setup->attach();
	if (!datapath)
		return std::move(datapath).error();
	auto host = session::ProcessHost::create_without_signals();
	if (!host)
		return std::move(host).error();
	session::Sender sender(spec, setup->plan(), setup->clock(), **datapath, no_events(),
			       **host);
	Stop stop(is_closed_, sender);
	session::Loop(**host).run({&sender, &stop});
	return sender.summaries().front();
}

Result<ProbeReport> Probes::run(const Probe &probe) {
	auto spec = spec_of(probe);
	if (!spec)
		return std::move(spec).error();
	{
		const std::lock_guard lock(mutex_);
		if (running_ >= settings_.most)
			return Error{EBUSY, "as many probes run as probe_limit allows"};
		running_++;
	}
	const MonoTime begun = mono_now();
	auto summary = measure(*spec);
	ProbeReport report;
	report.duration = mono_now() - begun;
	if (!summary)
		report.reason = stats::word_of(state_of(summary.error()));
	else if (summary->received == 0)
		report.reason = summary->reason ? stats::code(*summary->reason) : "no_reply";
	if (summary)
		report.summary = std::move(summary).value();
	const std::lock_guard lock(mutex_);
	running_--;
	return report;
}

} // namespace stamp::app
