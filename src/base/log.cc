// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <memory>
#include <string>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace stamp {
namespace {

spdlog::level::level_enum level_of(Talk talk) {
	switch (talk) {
	case Talk::quiet:
		return spdlog::level::warn;
	case Talk::normal:
		return spdlog::level::info;
	case Talk::verbose:
		return spdlog::level::debug;
	case Talk::debug:
		return spdlog::level::trace;
	}
	return spdlog::level::info;
}

} // namespace

void set_up_log(Talk talk) {
	auto sink = std::make_shared<spdlog::sinks::stderr_sink_st>();
	auto logger = std::make_shared<spdlog::logger>("stamp", std::move(sink));
	logger->set_pattern("stamp: %v");
	logger->set_level(level_of(talk));
	// A stderr that cannot be written is nobody's reason to stop, nor to talk about it there.
	logger->set_error_handler([](const std::string &) {});
	spdlog::set_default_logger(std::move(logger));
}

} // namespace stamp
