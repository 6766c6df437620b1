// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "base/plain_text.h"

namespace stamp {
namespace {

constexpr std::size_t log_bound = std::size_t{1} << 20;
constexpr int patience_ms = 1000;

// There is one stderr, and the default logger is the process's, too.
struct Stderr {
	std::optional<Outlet> outlet;
	LogTaker taker;
	bool waits = true;
	std::uint64_t refused_before = 0; // of earlier outlets, and those that were logged
};

Stderr &state() {
	static Stderr all;
	return all;
}

spdlog::level::level_enum level_of(LogLevel level) {
	switch (level) {
	case LogLevel::quiet:
		return spdlog::level::warn;
	case LogLevel::normal:
		return spdlog::level::info;
	case LogLevel::verbose:
		return spdlog::level::debug;
	case LogLevel::debug:
		return spdlog::level::trace;
	}
	return spdlog::level::info;
}

class StderrSink : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
	void sink_it_(const spdlog::details::log_msg &message) override {
		write_log("stamp: " + plain_text({message.payload.data(), message.payload.size()}) +
			  "\n");
	}
	void flush_() override {}
};

// Lines that found no room are counted in the log as soon as there is some.
void own_up(Stderr &all) {
	const std::uint64_t refused = all.outlet->refused();
	if (refused == all.refused_before || all.outlet->waiting() != 0)
		return;
	const std::string count = std::to_string(refused - all.refused_before);
	all.refused_before = refused;
	all.outlet->write("stamp: " + count + " log lines were dropped: stderr was not read\n");
}

} // namespace

void set_up_log(LogLevel level) {
	auto logger = std::make_shared<spdlog::logger>("stamp", std::make_shared<StderrSink>());
	logger->set_level(level_of(level));
	// A stderr that cannot be written is no reason to stop, nor to log that there.
	logger->set_error_handler([](const std::string &) {});
	spdlog::set_default_logger(std::move(logger));
	state().outlet.emplace(STDERR_FILENO, log_bound);
	state().refused_before = 0;
}

void write_log(std::string_view lines) {
	Stderr &all = state();
	if (all.taker) {
		all.taker(lines);
		return;
	}
	if (!all.outlet) { // nothing is set up: a word on the command line
		Outlet once(STDERR_FILENO);
		once.write(lines);
		drain(once, patience_ms);
		return;
	}
	if (all.waits && all.outlet->waiting() + lines.size() > log_bound)
		drain(*all.outlet, patience_ms);
	own_up(all);
	all.outlet->write(lines);
}

void hand_log_to(LogTaker taker) {
	state().taker = std::move(taker);
}

Outlet *log_outlet() {
	return state().outlet ? &*state().outlet : nullptr;
}

void never_wait_for_log() {
	state().waits = false;
}

void finish_log() {
	Stderr &all = state();
	all.taker = nullptr;
	if (all.outlet)
		drain(*all.outlet, patience_ms);
}

} // namespace stamp
