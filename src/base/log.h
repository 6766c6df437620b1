// SPDX-License-Identifier: Apache-2.0
// Talk on stderr. Everybody logs through spdlog's default logger; this says how it looks.
#pragma once

namespace stamp {

// Least to most. Each shows the spdlog levels from the named one up.
enum class Talk {
	quiet,	 // warn
	normal,	 // info
	verbose, // debug
	debug,	 // trace: with what libbpf and the verifier say
};

// Sends spdlog's default logger to stderr as plain "stamp: <message>" lines, synchronously and
// without locks: for a program of one thread. May be called again to change the amount.
void set_up_log(Talk talk);

} // namespace stamp
