// SPDX-License-Identifier: Apache-2.0
#include "cli/sender_cmd.h"

#include "app/sender_run.h"
#include "base/log.h"
#include "cli/error_line.h"
#include "cli/output.h"
#include "cli/role.h"
#include "cli/sender_end.h"
#include "session/outlets.h"
#include "time/now.h"

namespace stamp::cli {
namespace {

using session::SenderSpec;

void reopen(Output &output) {
	if (auto done = output.reopen(); !done)
		output.renderer().warning({{stats::Kind::reopen_failed, {done.error().text()}}});
}

// Events that are about the output, not about packets.
void add_output_events(session::SenderEvents &events, Output &output) {
	events.good = [&] { return output.renderer().good(); };
	events.output_dropped = [&] { return output.outlet().refused(); };
	if (output.has_file())
		events.hangup = [&] { reopen(output); };
	if (output.renderer().redraws())
		events.progress = [&](const auto &sessions) {
			output.fit();
			output.renderer().progress(sessions);
		};
}

session::SenderEvents events_for(Output &output) {
	session::SenderEvents events;
	events.packet = [&](const stats::Packet &packet) {
		if (auto *histogram = output.file_histogram();
		    histogram && packet.rtt && !packet.duplicate && !packet.late)
			histogram->add(*packet.rtt);
		output.renderer().packet(packet);
	};
	events.warning = [&](const stats::Warning &warning) { output.renderer().warning(warning); };
	events.interim = [&](const auto &sessions) { output.renderer().counts(sessions); };
	events.waiting = [&](std::uint64_t in_flight, Duration longest) {
		output.renderer().waiting(in_flight, longest);
	};
	events.interval = [&](const std::vector<stats::Interval> &intervals) {
		for (stats::Interval interval : intervals) {
			interval.at = utc_now();
			output.renderer().interval(interval);
		}
	};
	add_output_events(events, output);
	return events;
}

// IFACE is none, and one of the HOSTs is.
std::optional<UsageError> find_swapped(const SenderSpec &spec) {
	std::string iface, hosts = " " + spec.iface;
	for (const net::HostPort &target : spec.targets)
		if (iface.empty() && net::find_interface(target.host))
			iface = target.host;
		else
			hosts += " " + target.host;
	if (iface.empty())
		return std::nullopt;
	return UsageError{"sender",
			  "'" + spec.iface + "' is not an interface and '" + iface +
				  "' is: give IFACE first, then HOST",
			  "stamp sender " + iface + hosts};
}

int fail_plan(const Error &error, const SenderSpec &spec) {
	if (spec.iface != "auto" && !net::find_interface(spec.iface))
		if (const auto swapped = find_swapped(spec))
			return complain(*swapped);
	return fail(error, spec.iface);
}

} // namespace

int run_sender(const SenderOptions &options) {
	set_up_log(options);
	auto prepared = app::SenderRun::prepare(options.spec);
	if (!prepared)
		return fail_plan(prepared.error(), options.spec);
	app::SenderRun &run = **prepared;
	const std::string &iface = run.plan().iface.name;
	auto output = Output::open(options);
	if (!output)
		return fail(output.error());
	if (const auto note = run.clock_note())
		(*output)->renderer().log(*note);
	if (auto started = run.start(events_for(**output)); !started)
		return fail(started.error(), iface);
	render::Renderer &renderer = (*output)->renderer();
	for (const stats::Start &start : run.starts())
		renderer.start(start);
	for (const stats::Warning &warning : run.warnings())
		renderer.warning(warning);
	session::Outlets outlets(&(*output)->outlet(), log_outlet(),
				 [&](const stats::Warning &warning) { renderer.warning(warning); });
	run.run(outlets);
	return finish_sender(options, run.sender(), run.signals(), run.plan(), **output);
}

} // namespace stamp::cli
