// SPDX-License-Identifier: Apache-2.0
// What the doctor makes of the facts: a row is a name and a judgement, with the words and the cure.
// Pure. What could not be asked is a note, never ok.
#pragma once

#include <string>
#include <vector>

#include "app/inspect/host_facts.h"
#include "stats/checkup.h"

namespace stamp::cli {

[[nodiscard]] std::vector<stats::Check> checks_of(const app::HostFacts &facts);
// `host` has the hooks of the kernel; `known`: the interfaces there are.
[[nodiscard]] std::vector<stats::Check> checks_of(const app::InterfaceFacts &facts,
						  const app::HostFacts &host,
						  const std::vector<std::string> &known);

// exit_unsupported if anything but the clock is at fault, exit_not_synchronised if the clock alone
// is.
[[nodiscard]] int exit_code_of(const std::vector<stats::Check> &checks);

// Rows and their helpers.
struct Judgement {
	stats::Finding finding = stats::Finding::ok;
	std::string text;
	std::string cure = {};
};
[[nodiscard]] Judgement not_known(const Error &error);
[[nodiscard]] Judgement judge_clock(const app::ClockFacts &clock);
[[nodiscard]] Judgement judge_tai(const app::ClockFacts &clock);
[[nodiscard]] Judgement judge_capabilities(const app::HostFacts &facts);
// Nothing that is missing there explains why the kernel refuses.
[[nodiscard]] bool has_capabilities(const app::HostFacts &facts);
[[nodiscard]] std::string listed(const std::vector<std::string> &words);

} // namespace stamp::cli
