// SPDX-License-Identifier: Apache-2.0
#include "cli/sender_cmd.h"

#include <random>
#include <set>
#include <sys/prctl.h>

#include <linux/capability.h>
#include <spdlog/spdlog.h>

#include "base/log.h"
#include "base/privilege.h"
#include "bpf/sender_bpf.h"
#include "cli/keys.h"
#include "cli/output.h"
#include "cli/path_watch.h"
#include "cli/role.h"
#include "cli/sender_end.h"
#include "cli/sender_plan.h"
#include "cli/sender_tlvs.h"
#include "render/duration.h"
#include "session/outlets.h"
#include "session/process_host.h"
#include "session/rate_limit.h"
#include "session/sender.h"
#include "version.h"

namespace stamp::cli {
namespace {

using session::SenderPlan;
using session::SenderSpec;

// Non-zero and different from each other (RFC 8972 3), unless the user names one.
void choose_ssids(const SenderSpec &spec, SenderPlan &plan) {
	std::random_device random;
	std::set<std::uint16_t> used = {0};
	for (session::TargetPlan &target : plan.targets) {
		while (!spec.ssid && used.contains(target.ssid))
			target.ssid = static_cast<std::uint16_t>(random());
		target.ssid = spec.ssid.value_or(target.ssid);
		used.insert(target.ssid);
	}
}

UtcTime utc_now() {
	return UtcTime{std::chrono::duration_cast<Duration>(
		std::chrono::system_clock::now().time_since_epoch())};
}

stats::Start start_of(const SenderSpec &spec, const SenderPlan &plan,
		      const session::WireClock &clock, const bpf::SenderBpf &datapath,
		      std::size_t i) {
	const session::TargetPlan &target = plan.targets[i];
	stats::Start start;
	start.session = static_cast<std::uint32_t>(i + 1);
	start.at = utc_now();
	start.iface = plan.iface.name;
	start.hook = datapath.hook();
	start.timestamp_source = source_name(datapath);
	start.src = {target.source.text(), plan.source_port, {}};
	start.dst = {target.to.address.text(), target.to.port, spec.targets[i].host};
	start.ssid = target.ssid;
	start.timestamp = clock.format == STAMP_FORMAT_PTP ? "ptp" : "ntp";
	start.auth = spec.authenticated;
	start.length = static_cast<std::uint32_t>(
		target.tlvs ? target.tlvs->base + target.tlvs->tail.octets.size() : spec.octets());
	start.interval = spec.interval;
	start.dscp = spec.dscp;
	start.clock = clock.report();
	start.version = STAMP_VERSION;
	start.kernel = kernel_release();
	return start;
}

void reopen(Output &output) {
	if (auto done = output.reopen(); !done)
		output.renderer().warning(
			{"reopen_failed", done.error().text() + ": output continues in the old "
								"file"});
}

void warn(Output &output, const stats::Warning &warning) {
	output.renderer().warning(warning);
	if (warning.code.starts_with("output_")) // nobody may read it there
		spdlog::warn(warning.detail);
}

// Events that are about the output, not about packets.
void add_output_events(session::SenderEvents &events, Output &output) {
	events.good = [&] { return output.renderer().good(); };
	if (output.has_file())
		events.hangup = [&] { reopen(output); };
	if (output.renderer().redraws())
		events.progress = [&](const auto &sessions) {
			output.fit();
			output.renderer().progress(sessions);
		};
}

session::SenderEvents events_for(Output &output, PathWatch &path) {
	session::SenderEvents events;
	events.packet = [&](const stats::Packet &packet) {
		if (auto *histogram = output.file_histogram();
		    histogram && packet.rtt && !packet.duplicate && !packet.late)
			histogram->add(*packet.rtt);
		output.renderer().packet(packet);
	};
	events.warning = [&](const stats::Warning &warning) { warn(output, warning); };
	events.interim = say_counts;
	events.waiting = [](std::uint64_t in_flight, Duration longest) {
		spdlog::info("waiting for {} {}, {} at most; a second signal stops at once",
			     in_flight, in_flight == 1 ? "reply" : "replies",
			     render::format_duration(longest));
	};
	events.interval = [&](const std::vector<stats::Interval> &intervals) {
		for (stats::Interval interval : intervals) {
			interval.at = utc_now();
			output.renderer().interval(interval);
		}
	};
	events.look_around = [&] { return path.look(); };
	add_output_events(events, output);
	return events;
}

void warn_of_rate(const SenderSpec &spec, render::Renderer &renderer) {
	if (session::exceeds_default_rate(spec.interval))
		renderer.warning({"rate_above_default",
				  "a reflector answers " + std::to_string(STAMP_RATE_PPS) +
					  " requests per second of one source unless its --rate is "
					  "set: further requests would count as lost"});
}

int measure(const SenderOptions &options, BoundSender bound, const session::WireClock &clock,
	    std::optional<session::KeyRing> keys) {
	const SenderPlan &plan = bound.plan;
	auto output = Output::open(options);
	if (!output)
		return fail(output.error());
	auto datapath = bpf::SenderBpf::create(options.spec, plan, std::move(bound.socket), clock,
					       std::move(keys));
	if (!datapath)
		return fail(datapath.error(), plan.iface.name);
	if (auto dropped = privilege::drop_all(); !dropped)
		return fail(dropped.error());
	prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0); // the default of 50 us makes sends pair up

	PathWatch path = PathWatch::start(options.spec, plan);
	auto host = session::ProcessHost::create();
	if (!host)
		return fail(host.error());
	session::Sender sender(options.spec, plan, clock, **datapath, events_for(**output, path),
			       **host);
	session::Outlets outlets(&(*output)->outlet(), talk_outlet(),
				 [&](const stats::Warning &warning) { warn(**output, warning); });
	render::Renderer &renderer = (*output)->renderer();
	for (std::size_t i = 0; i < plan.targets.size(); i++)
		renderer.start(start_of(options.spec, plan, clock, **datapath, i));
	if (!bound.why.empty())
		renderer.warning(
			{"source_port", "source port " + std::to_string(plan.source_port) +
						" instead of " + std::to_string(STAMP_PORT) + ": " +
						bound.why});
	warn_of_rate(options.spec, renderer);
	session::Loop(**host).run({&sender, &outlets});
	return finish_sender(options, sender, (*host)->signals(), plan, **output);
}

} // namespace

int run_sender(const SenderOptions &options) {
	const SenderSpec &spec = options.spec;
	set_up_talk(options);
	if (const auto exit_code = refuse_ports({spec.first_source_port()}))
		return *exit_code;
	const auto clock = checked_clock(spec);
	if (const int *exit_code = std::get_if<int>(&clock))
		return *exit_code;
	auto keys = read_sender_key(spec);
	if (const int *exit_code = std::get_if<int>(&keys))
		return *exit_code;
	auto planned = plan_sender(spec, spec.first_source_port());
	if (const auto *wrong = std::get_if<UsageError>(&planned))
		return complain(*wrong);
	if (const auto *error = std::get_if<Error>(&planned))
		return fail(*error, spec.iface);
	auto &plan = std::get<SenderPlan>(planned);
	if (const auto wrong = plan_tlvs(spec, plan))
		return complain(*wrong);
	if (auto able = privilege::require({CAP_BPF, CAP_NET_ADMIN}); !able)
		return fail(std::move(able).error().while_doing("start the sender"));
	const std::string iface = plan.iface.name;
	auto bound = bind_sender(spec, std::move(plan));
	if (const auto *wrong = std::get_if<UsageError>(&bound))
		return complain(*wrong);
	if (const auto *error = std::get_if<Error>(&bound))
		return fail(*error, iface);
	auto &ready = std::get<BoundSender>(bound);
	if (const auto wrong = plan_tlvs(spec, ready.plan)) // its addresses may be others
		return complain(*wrong);
	choose_ssids(spec, ready.plan);
	return measure(options, std::move(ready), std::get<session::WireClock>(clock),
		       std::get<std::optional<session::KeyRing>>(std::move(keys)));
}

} // namespace stamp::cli
