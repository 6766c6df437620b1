// SPDX-License-Identifier: Apache-2.0
#include "render/form.h"

#include <spdlog/spdlog.h>

#include "base/log.h"
#include "render/duration.h"
#include "render/phrase.h"
#include "render/reflector.h"
#include "render/sentence.h"

namespace stamp::render {
namespace {

// Nobody may read it in the output.
bool is_about_output(const stats::Warning &warning) {
	return stats::code(warning.message).starts_with("output_");
}

} // namespace

void Form::warning(const stats::Warning &warning) {
	const bool to_log = warnings_ == Warnings::to_log;
	if (to_log)
		spdlog::warn("{}", sentence(warning.message));
	if (!to_log || has_every_warning())
		write_warning(warning);
	if (!to_log && is_about_output(warning))
		spdlog::warn("{}", sentence(warning.message));
}

void Form::log(const stats::Message &message) {
	const bool is_news = message.kind == stats::Kind::stale_removed ||
			     message.kind == stats::Kind::persistent_deleted ||
			     message.kind == stats::Kind::keys_renewed;
	spdlog::log(is_news ? spdlog::level::info : spdlog::level::warn, "{}", sentence(message));
}

void Form::counts(const std::vector<stats::Summary> &sessions) {
	for (const stats::Summary &summary : sessions)
		write_log(short_phrase(summary) + "\n");
}

void Form::waiting(std::uint64_t in_flight, Duration longest) {
	spdlog::info("waiting for {} {}, {} at most; a second signal stops at once", in_flight,
		     in_flight == 1 ? "reply" : "replies", format_duration(longest));
}

void Form::listening(const stats::Listening &listening) {
	spdlog::info("{}", listening_phrase(listening));
}

void Form::counters(const std::vector<stats::InterfaceStats> &interfaces) {
	for (const stats::InterfaceStats &interface : interfaces)
		spdlog::warn("{}", counters_phrase(interface));
}

} // namespace stamp::render
