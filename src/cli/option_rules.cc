// SPDX-License-Identifier: Apache-2.0
#include "cli/option_rules.h"

#include <algorithm>

#include "cli/shared_rules.h"

namespace stamp::cli {
namespace {

constexpr std::size_t longest_iface = 15;

using Operands = std::vector<std::string>;

// "eth0" or "dev eth0", or nothing.
std::optional<UsageError> take_iface(const std::string &command, std::string &iface,
				     const Operands &operands) {
	const bool named = operands.size() > 1 && operands.front() == "dev";
	if (operands.size() > (named ? 2 : 1))
		return UsageError{command, "takes one IFACE", "stamp help " + command};
	if (operands.empty())
		return std::nullopt;
	iface = operands.back();
	return check_iface(iface);
}

} // namespace

std::optional<UsageError> check_iface(const std::string &name) {
	const bool odd = std::any_of(name.begin(), name.end(), [](unsigned char c) {
		constexpr unsigned char no_break_space = 0xa0; // of Latin-1, as the kernel has it
		return c == ' ' || (c >= '\t' && c <= '\r') || c == no_break_space || c == '/' ||
		       c == ':';
	});
	if (name.empty() || name.size() > longest_iface || odd)
		return UsageError{"'" + name + "'", "no such interface", "ip link"};
	return std::nullopt;
}

std::optional<UsageError> check_keys(bool authenticated, const std::string &option) {
	if (authenticated && !option.empty())
		return UsageError{option, "in authenticated mode one key signs packets and TLVs",
				  "--key-file alone"};
	return std::nullopt;
}

std::optional<UsageError> check_source(const session::RoleSpec &spec) {
	if (spec.timestamp_source == TimestampSource::hardware && spec.hook != Hook::xdp)
		return UsageError{"--timestamp-source",
				  "hw: receive timestamps of the network card need XDP",
				  "--hook xdp"};
	return std::nullopt;
}

std::optional<UsageError> finish(StatsOptions &options, const Operands &operands) {
	if (auto error = take_iface("stats", options.iface, operands))
		return error;
	if (options.json && options.openmetrics)
		return UsageError{"--openmetrics", "JSON and OpenMetrics cannot be combined", ""};
	if (options.watch && options.openmetrics)
		return UsageError{"--watch", "OpenMetrics is printed once: the collector repeats",
				  "--json --watch"};
	return std::nullopt;
}

std::optional<UsageError> finish(DoctorOptions &options, const Operands &operands) {
	return take_iface("doctor", options.iface, operands);
}

std::optional<UsageError> finish(AgentOptions &options, const Operands &operands) {
	if (!operands.empty())
		return UsageError{"agent", "takes no argument like '" + operands.front() + "'",
				  "stamp agent --config " + operands.front()};
	if (options.config.empty())
		return UsageError{"agent", "a configuration is missing", "--config FILE"};
	return std::nullopt;
}

std::optional<UsageError> finish(VersionOptions &, const Operands &operands) {
	if (!operands.empty())
		return UsageError{"version", "takes no argument like '" + operands.front() + "'",
				  "stamp help version"};
	return std::nullopt;
}

} // namespace stamp::cli
