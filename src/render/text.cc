// SPDX-License-Identifier: Apache-2.0
#include "render/text.h"

#include <algorithm>
#include <utility>

#include "base/plain_text.h"
#include "render/block.h"
#include "render/checkup.h"
#include "render/duration.h"
#include "render/fold.h"
#include "render/host.h"
#include "render/interval.h"
#include "render/phrase.h"
#include "render/plot.h"
#include "render/reflector.h"
#include "render/stats.h"
#include "render/targets_table.h"

namespace stamp::render {

void TextRenderer::start(const stats::Start &start) {
	sessions_.started(start);
	outlet().write_surely(plain_text(header_phrase(start)) + "\n");
	// The summary says it again, with the far clock: enough when nothing comes in between.
	const std::string clock = clock_phrase(start.clock);
	if (!options_.quiet && clock != clock_)
		outlet().write_surely(clock + "\n");
	clock_ = clock;
}

void TextRenderer::packet(const stats::Packet &packet) {
	if (options_.quiet)
		return;
	std::string line;
	if (options_.now)
		line += format_time(options_.now()) + " ";
	if (sessions_.several())
		line += sessions_.name(packet.session) + " ";
	outlet().write(plain_text(line + packet_phrase(packet)) + "\n");
	in_packets_ = true;
}

void TextRenderer::write_warning(const stats::Warning &warning) {
	outlet().write_surely(plain_text(sessions_.warning(warning)) + "\n");
}

void TextRenderer::interval(const stats::Interval &interval) {
	const std::string name = sessions_.several() ? sessions_.name(interval.session) + " " : "";
	outlet().write_surely(plain_text(name + interval_phrase(interval)) + "\n");
}

void TextRenderer::summary(const stats::Summary &summary) {
	const bool several = sessions_.several();
	const auto total = sessions_.ended(summary);
	std::vector<Line> lines;
	if (in_packets_ || several)
		lines.push_back({""});
	if (several && options_.verbose)
		lines.push_back({sessions_.target(summary.session)});
	if (!several || options_.verbose)
		for (Line &line : session_block(summary, any_width, options_.verbose))
			lines.push_back(std::move(line));
	if (!several)
		append_reason(lines, summary, any_width);
	if (total && options_.verbose)
		lines.push_back({""});
	if (total)
		append_targets(lines, sessions_.rows(), *total, any_width);
	else if (several && !options_.verbose)
		return;
	in_packets_ = false;
	std::string text;
	for (const Line &line : lines)
		text += plain_text(line.text) + "\n";
	outlet().write_surely(text);
}

void TextRenderer::resize(TerminalSize size) {
	columns_ = size.columns != 0 ? size.columns : TerminalSize{}.columns;
}

void TextRenderer::histogram(const stats::Bars &bars) {
	plot(outlet(), "roundtrip to " + bars.target, bars.bins, columns_);
}

void TextRenderer::answer(const stats::Answer &answer) {
	outlet().write(answer_line(answer));
}

void TextRenderer::end(const std::vector<stats::InterfaceStats> &interfaces) {
	for (const auto &interface : interfaces)
		outlet().write_surely(counters_phrase(interface) + "\n");
}

// A list of sessions may be long: it leaves in parts.
void TextRenderer::stats(const stats::StatsRound &round) {
	std::string text;
	if (is_nothing(round))
		text = std::string(nothing_running) + "\n";
	stats_lines(round, before_, any_width, [&](const Line &line) {
		text += plain_text(line.text) + "\n";
		if (text.size() > part_octets)
			outlet().write(std::exchange(text, {}));
	});
	outlet().write(text + (options_.watches ? "\n" : ""));
	before_ = without_sessions(round);
}

void TextRenderer::reflectors(const std::vector<stats::PinnedReflector> &reflectors) {
	outlet().write(show_text(reflectors));
}

void TextRenderer::host(const stats::HostReport &report) {
	outlet().write(host_text(report));
}

void TextRenderer::checkup(const stats::Checkup &checkup) {
	outlet().write(checkup_text(checkup));
}

} // namespace stamp::render
