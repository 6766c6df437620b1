// SPDX-License-Identifier: Apache-2.0
#include "cli/sender_end.h"

#include <algorithm>

#include "cli/error_line.h"
#include "cli/exit_code.h"
#include "cli/role.h"
#include "render/sentence.h"
#include "session/outlets.h"

namespace stamp::cli {
namespace {

int exit_code_of(const Result<session::Ending> &ending,
		 const std::vector<stats::Summary> &summaries) {
	if (!ending)
		return exit_failed;
	if (*ending == session::Ending::interrupted)
		return exit_interrupted;
	std::uint64_t sent = 0, not_sent = 0;
	for (const stats::Summary &summary : summaries) {
		if (summary.received != 0 || (summary.wants_no_reply && summary.sent != 0))
			return exit_ok;
		sent += summary.sent;
		not_sent += summary.not_sent;
	}
	return sent == 0 && not_sent != 0 ? exit_failed : exit_no_reply;
}

// Of several targets the summary names each with its reason.
void report_nothing_left(const std::vector<stats::Summary> &summaries, const std::string &iface) {
	const auto &first = summaries.front().reason;
	if (!first)
		return;
	const std::string_view code = stats::code(*first);
	const bool agree = std::all_of(summaries.begin(), summaries.end(), [&](auto &summary) {
		return summary.reason && stats::code(*summary.reason) == code;
	});
	complain(Error{0, summaries.size() == 1
				  ? render::sentence(*first)
				  : "no request left this host, to any of the targets"},
		 agree ? not_sent_cure(*first, iface) : "");
}

// What is worse than --fail-loss and --fail-rtt allow; whether anything is.
bool report_exceeded(const SenderOptions &options, const session::Sender &sender,
		     const std::vector<stats::Summary> &summaries, render::Renderer &renderer) {
	bool any = false;
	for (std::size_t i = 0; i < summaries.size(); i++)
		for (const stats::Warning &warning :
		     exceeded(options.fail, summaries[i], sender.roundtrip(i).histogram())) {
			renderer.warning(warning);
			any = true;
		}
	return any;
}

session::Flushed flush_output(session::Sender &sender, session::Signals &signals, Output &output,
			      int exit_code) {
	if (exit_code != exit_interrupted)
		return session::flush(output.outlet(), signals, sender.is_asked_to_stop());
	output.outlet().push();
	return session::Flushed::interrupted;
}

} // namespace

int finish_sender(const SenderOptions &options, session::Sender &sender, session::Signals &signals,
		  const session::SenderPlan &plan, Output &output) {
	const auto ending = sender.ending();
	auto summaries = sender.summaries();
	int exit_code = exit_code_of(ending, summaries);
	output.fit();
	if (report_exceeded(options, sender, summaries, output.renderer()) && exit_code == exit_ok)
		exit_code = exit_threshold;
	for (std::size_t i = 0; i < summaries.size(); i++) {
		summaries[i].exit = exit_code;
		output.renderer().summary(summaries[i]);
		output.draw(plan.targets[i].to.text(), sender.roundtrip(i).histogram());
	}
	output.release_log();
	if (!ending)
		fail(ending.error(), plan.iface.name);
	else if (exit_code == exit_failed)
		report_nothing_left(summaries, plan.iface.name);
	const session::Flushed flushed = flush_output(sender, signals, output, exit_code);
	if (flushed == session::Flushed::interrupted)
		exit_code = exit_interrupted;
	if (auto written = output.finish(); !written) {
		fail(written.error());
		exit_code = exit_failed;
	}
	if (flushed == session::Flushed::stalled) {
		complain(Error{0, "write " + output.name() + ": the reader does not read"}, "");
		exit_code = exit_failed;
	}
	// A reader that did not get the summary gets the counts here.
	if (output.outlet().waiting() != 0)
		output.renderer().counts(summaries);
	return exit_code;
}

} // namespace stamp::cli
