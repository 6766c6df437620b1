// SPDX-License-Identifier: Apache-2.0
#include "cli/sender_cmd.h"

#include <algorithm>
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

// Below this, replies are collected by the clock and not by a wake-up each.
constexpr Duration wake_interval = std::chrono::milliseconds{10};

using AllTlvs = std::vector<session::TlvSettings>;

bool is_load(const SenderOptions &options) {
	return options.interval < std::chrono::microseconds{STAMP_PROBE_INTERVAL_US};
}

// Non-zero and different from each other (RFC 8972 3), unless the user names one.
std::vector<std::uint16_t> choose_ssids(const SenderOptions &options) {
	std::random_device random;
	std::set<std::uint16_t> used;
	std::vector<std::uint16_t> ssids;
	while (ssids.size() < options.targets.size()) {
		auto ssid = options.ssid.value_or(static_cast<std::uint16_t>(random()));
		if (!options.ssid && (ssid == 0 || !used.insert(ssid).second))
			continue;
		ssids.push_back(ssid);
	}
	return ssids;
}

UtcTime utc_now() {
	return UtcTime{std::chrono::duration_cast<Duration>(
		std::chrono::system_clock::now().time_since_epoch())};
}

stats::Start start_of(const SenderOptions &options, const SenderPlan &plan,
		      const session::WireClock &clock, const AllTlvs &tlvs, std::size_t i) {
	stats::Start start;
	start.session = static_cast<std::uint32_t>(i + 1);
	start.at = utc_now();
	start.iface = plan.iface.name;
	start.src.ip = plan.sources[i].text();
	start.dst = {plan.targets[i].address.text(), plan.targets[i].port, options.targets[i].host};
	start.timestamp = clock.format == STAMP_FORMAT_PTP ? "ptp" : "ntp";
	start.auth = options.authenticated();
	start.length = static_cast<std::uint32_t>(
		tlvs.empty() ? options.length : tlvs[i].base + tlvs[i].tail.octets.size());
	start.interval = options.interval;
	start.dscp = options.dscp;
	start.clock = clock.report();
	start.version = STAMP_VERSION;
	start.kernel = kernel_release();
	return start;
}

void reopen(Output &output) {
	if (auto done = output.reopen(); !done)
		output.renderer().warning(
			{"reopen_failed", done.error().text() + ": the old file is written on"});
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
		spdlog::info("waiting for {} {}, {} at most; once more ends it at once", in_flight,
			     in_flight == 1 ? "reply" : "replies",
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

void warn_of_rate(const SenderOptions &options, render::Renderer &renderer) {
	if (session::exceeds_default_rate(options.interval))
		renderer.warning({"rate_above_default",
				  "a reflector answers " + std::to_string(STAMP_RATE_PPS) +
					  " requests a second of one source, unless its --rate "
					  "says otherwise: the rest would count as lost"});
}

session::SenderSettings settings_of(const SenderOptions &options, const SenderPlan &plan,
				    const session::WireClock &clock, AllTlvs tlvs,
				    std::uint16_t port) {
	return {.count = options.count,
		.interval = options.interval,
		.duration = options.duration,
		.timeout = options.timeout,
		.precise = options.precise,
		.length = options.length,
		.format = clock.format,
		.ifindex = plan.iface.index,
		.iface = plan.iface.name,
		.source_port = port,
		.ssids = choose_ssids(options),
		.reflector = options.reflector_mode,
		.authenticated = options.authenticated(),
		.tlvs = std::move(tlvs),
		.stops_at_zero_ssid = options.stops_at_zero_ssid,
		.report = options.report,
		.utc_offset = options.utc_offset};
}

// All sessions have the HMAC TLV at the same place.
bpf::ReplyTail reply_tail_of(const AllTlvs &tlvs) {
	bpf::ReplyTail all;
	for (const session::TlvSettings &of_target : tlvs) {
		const wire::Tail &tail = of_target.tail;
		// All of it: a reflector may have another order than ours.
		const auto told = std::min<std::size_t>(tail.octets.size(), STAMP_MAX_TLV_OCTETS);
		all.told = std::max(all.told, static_cast<std::uint16_t>(told));
		all.hmac_at = static_cast<std::uint16_t>(
			tail.hmac_at ? of_target.base + *tail.hmac_at : 0);
	}
	return all;
}

std::vector<std::string> names_of(const SenderOptions &options) {
	std::vector<std::string> names;
	for (const auto &target : options.targets)
		names.push_back(target.host);
	return names;
}

int measure(const SenderOptions &options, BoundSender planned, const session::WireClock &clock,
	    std::optional<session::KeyRing> keys, AllTlvs tlvs) {
	const SenderPlan &plan = planned.plan;
	BoundSocket &bound = planned.bound;
	auto output = Output::open(options);
	if (!output)
		return fail(output.error());
	const std::uint16_t port = bound.socket.local().port;
	for (session::TlvSettings &of_target : tlvs)
		of_target.own.port = port;
	auto datapath = bpf::SenderBpf::create(
		{plan.iface, options.hook, options.timestamp_source, clock.format, plan.targets,
		 session::window_slots(options.interval, options.timeout),
		 options.interval >= wake_interval, is_load(options), options.authenticated(),
		 reply_tail_of(tlvs), names_of(options)},
		std::move(bound.socket), clock, std::move(keys));
	if (!datapath)
		return fail(datapath.error(), plan.iface.name);
	if (auto dropped = privilege::drop_all(); !dropped)
		return fail(dropped.error());
	prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0); // the default of 50 us makes sends pair up

	const session::SenderSettings settings = settings_of(options, plan, clock, tlvs, port);
	PathWatch path = PathWatch::start(options, plan, port);
	auto host = session::ProcessHost::create();
	if (!host)
		return fail(host.error());
	session::Sender sender(settings, clock, **datapath, events_for(**output, path), **host);
	session::Outlets outlets(&(*output)->outlet(), talk_outlet(),
				 [&](const stats::Warning &warning) { warn(**output, warning); });
	for (std::size_t i = 0; i < plan.targets.size(); i++) {
		stats::Start start = start_of(options, plan, clock, tlvs, i);
		start.src.port = port;
		start.hook = (*datapath)->hook();
		start.timestamp_source = source_name(**datapath);
		start.ssid = settings.ssids[i];
		(*output)->renderer().start(start);
	}
	if (!bound.why.empty())
		(*output)->renderer().warning(
			{"source_port", "source port " + std::to_string(port) + " instead of " +
						std::to_string(STAMP_PORT) + ": " + bound.why});
	warn_of_rate(options, (*output)->renderer());
	session::Loop(**host).run({&sender, &outlets});
	return finish_sender(options, sender, (*host)->signals(), plan, **output);
}

} // namespace

int run_sender(const SenderOptions &options) {
	set_up_talk(options);
	if (const auto exit_code = refuse_ports({options.source_port}))
		return *exit_code;
	const auto clock = checked_clock(options);
	if (const int *exit_code = std::get_if<int>(&clock))
		return *exit_code;
	auto keys = read_sender_key(options);
	if (const int *exit_code = std::get_if<int>(&keys))
		return *exit_code;
	auto planned = plan_sender(options, options.source_port);
	if (const auto *wrong = std::get_if<UsageError>(&planned))
		return complain(*wrong);
	if (const auto *error = std::get_if<Error>(&planned))
		return fail(*error, options.iface);
	auto &plan = std::get<SenderPlan>(planned);
	auto tlvs = plan_tlvs(options, plan);
	if (const auto *wrong = std::get_if<UsageError>(&tlvs))
		return complain(*wrong);
	if (auto able = privilege::require({CAP_BPF, CAP_NET_ADMIN}); !able)
		return fail(std::move(able).error().while_doing("start the sender"));
	const std::string iface = plan.iface.name;
	auto bound = bind_sender(options, std::move(plan));
	if (const auto *wrong = std::get_if<UsageError>(&bound))
		return complain(*wrong);
	if (const auto *error = std::get_if<Error>(&bound))
		return fail(*error, iface);
	tlvs = plan_tlvs(options, std::get<BoundSender>(bound).plan);
	return measure(options, std::get<BoundSender>(std::move(bound)),
		       std::get<session::WireClock>(clock),
		       std::get<std::optional<session::KeyRing>>(std::move(keys)),
		       std::get<AllTlvs>(std::move(tlvs)));
}

} // namespace stamp::cli
