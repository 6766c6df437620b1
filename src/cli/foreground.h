// SPDX-License-Identifier: Apache-2.0
// Whose the terminal is just now (job control).
#pragma once

namespace stamp::cli {

// Another group of processes has the terminal: a shell, with a prompt.
[[nodiscard]] bool is_in_background(int terminal);

// From now on was_resumed() says whether we were stopped and go on (SIGCONT), once each time.
void watch_resumption();
[[nodiscard]] bool was_resumed();

} // namespace stamp::cli
