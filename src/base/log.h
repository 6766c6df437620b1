// SPDX-License-Identifier: Apache-2.0
// The log on stderr. Everybody logs through spdlog's default logger; this says how it looks.
#pragma once

#include <functional>
#include <string_view>

#include "base/outlet.h"

namespace stamp {

// Least to most. Each shows the spdlog levels from the named one up.
enum class LogLevel {
	quiet,	 // warn
	normal,	 // info
	verbose, // debug
	debug,	 // trace: with what libbpf and the verifier say
};

// Sends spdlog's default logger to stderr as plain "stamp: <message>" lines, one each, without
// locks: for a program of one thread. May be called again to change the amount.
void set_up_log(LogLevel level);

// Whole lines to stderr, among those of the log.
void write_log(std::string_view lines);

// Takes lines instead of stderr: a table that is redrawn on the same terminal. Empty: none.
using LogTaker = std::function<void(std::string_view lines)>;
void hand_log_to(LogTaker taker);

// What is still to be written to stderr, for a loop that polls it; null before set_up_log(). Until
// never_wait_for_log() a reader of stderr that is behind is waited for.
[[nodiscard]] Outlet *log_outlet();
void never_wait_for_log();

// The last of all: gives the reader of stderr a moment to take what waits.
void finish_log();

} // namespace stamp
