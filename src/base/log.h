// SPDX-License-Identifier: Apache-2.0
// Talk on stderr. Everybody logs through spdlog's default logger; this says how it looks.
#pragma once

#include <functional>
#include <string_view>

#include "base/outlet.h"

namespace stamp {

// Least to most. Each shows the spdlog levels from the named one up.
enum class Talk {
	quiet,	 // warn
	normal,	 // info
	verbose, // debug
	debug,	 // trace: with what libbpf and the verifier say
};

// Sends spdlog's default logger to stderr as plain "stamp: <message>" lines, one each, without
// locks: for a program of one thread. May be called again to change the amount.
void set_up_log(Talk talk);

// Whole lines to stderr, among those of the log.
void say(std::string_view lines);

// Takes lines instead of stderr: a table that is redrawn on the same terminal. Empty: none.
using TalkTaker = std::function<void(std::string_view lines)>;
void hand_talk_to(TalkTaker taker);

// What is still to be written to stderr, for a loop that polls it; null before set_up_log(). Until
// never_wait_for_talk() a reader of stderr that is behind is waited for.
[[nodiscard]] Outlet *talk_outlet();
void never_wait_for_talk();

// The last of all: gives the reader of stderr a moment to take what waits.
void finish_talk();

} // namespace stamp
