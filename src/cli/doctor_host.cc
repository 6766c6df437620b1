// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cerrno>
#include <charconv>

#include "cli/doctor_rows.h"
#include "cli/error_line.h"
#include "cli/exit_code.h"

namespace stamp::cli {

using stats::Check;
using stats::Finding;

namespace {

constexpr int oldest_major = 6, oldest_minor = 1;

// "6.12.0-amd64" is at least 6.1. What is no number is not known.
std::optional<bool> is_new_enough(const std::string &release) {
	int major = 0, minor = 0;
	const char *end = release.data() + release.size();
	const auto first = std::from_chars(release.data(), end, major);
	if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '.')
		return std::nullopt;
	if (std::from_chars(first.ptr + 1, end, minor).ec != std::errc{})
		return std::nullopt;
	return major > oldest_major || (major == oldest_major && minor >= oldest_minor);
}

Judgement judge_kernel(const app::HostFacts &facts) {
	const std::string text =
		"Linux " + facts.kernel + " (" + facts.machine + "), libbpf " + facts.libbpf;
	const auto enough = is_new_enough(facts.kernel);
	if (!enough)
		return {Finding::note, "not known: the release is '" + facts.kernel + "'"};
	return *enough ? Judgement{Finding::ok, text}
		       : Judgement{Finding::fault, text + ": stamp needs Linux 6.1",
				   "a newer kernel"};
}

// What else than a missing capability makes the kernel refuse.
std::string why_refused(const app::HostFacts &facts, const Error &error) {
	if (error.code != EPERM && error.code != EACCES && error.code != ENOSYS)
		return hint_for(error);
	if (facts.in_user_namespace)
		return "sudo, or a container without a user namespace of its own";
	if (facts.process && facts.process->has_seccomp)
		return "a seccomp profile that permits bpf(2): --security-opt seccomp=FILE";
	return hint_for(error);
}

Judgement judge_programs(const app::HostFacts &facts) {
	if (facts.programs)
		return {Finding::ok, "those of sender and reflector load"};
	const Error &error = facts.programs.error();
	if (!has_capabilities(facts))
		return not_known(error);
	return {Finding::fault, error.text(), why_refused(facts, error)};
}

Judgement judge_jit(const app::HostFacts &facts) {
	if (!facts.jit)
		return not_known(facts.jit.error());
	if (*facts.jit)
		return {Finding::ok, "programs are compiled"};
	return {Finding::note, "off: programs are interpreted, and each packet takes longer",
		"sysctl net.core.bpf_jit_enable=1"};
}

bool is_available(const app::HostFacts &facts, const std::string &hook) {
	return std::any_of(
		facts.hooks.begin(), facts.hooks.end(),
		[&](const stats::HookState &one) { return one.name == hook && one.available; });
}

Judgement judge_hooks(const app::HostFacts &facts) {
	std::vector<std::string> available, others;
	for (const stats::HookState &hook : facts.hooks)
		if (hook.available)
			available.push_back(hook.name);
		else
			others.push_back(hook.name + " (" + hook.why_not + ")");
	if (!has_capabilities(facts) || !facts.jit)
		return {Finding::note, "not known: " + listed(others)};
	const bool usable = is_available(facts, "tcx") || is_available(facts, "clsact");
	if (!usable)
		return {Finding::fault, "neither tcx nor clsact: " + listed(others),
			"a kernel with CONFIG_NET_SCH_INGRESS and CONFIG_NET_CLS_BPF"};
	if (others.empty())
		return {Finding::ok, listed(available)};
	return {Finding::note, listed(available) + "; not " + listed(others)};
}

Judgement judge_bpffs(const app::HostFacts &facts) {
	if (facts.has_bpffs)
		return {Finding::ok, "mounted on /sys/fs/bpf"};
	if (facts.pins_are_hidden)
		return {Finding::note,
			"this mount namespace has none: no persistent reflector, and stamp stats "
			"sees nothing of what is pinned",
			hint_for(Error{ENOENT, {}, {}, Reason::no_bpffs})};
	return {Finding::note,
		"not mounted on /sys/fs/bpf: stamp mounts it if it has CAP_SYS_ADMIN",
		"mount -t bpf -o mode=0700 bpf /sys/fs/bpf"};
}

Judgement judge_firewall(const app::HostFacts &facts) {
	if (!facts.netfilter)
		return not_known(facts.netfilter.error());
	const net::Netfilter &found = *facts.netfilter;
	std::vector<std::string> words;
	for (const net::SourceTranslation &one : found.translations)
		words.push_back(one.action + " in " + one.chain +
				" may change the source port of requests");
	for (const std::string &chain : found.closed_outputs)
		words.push_back(chain + " drops requests that no rule accepts");
	const bool has_nat = std::find(found.legacy_tables.begin(), found.legacy_tables.end(),
				       "nat") != found.legacy_tables.end();
	if (has_nat)
		words.emplace_back("not known: the rules of the nat table of iptables-legacy");
	if (!words.empty())
		return {Finding::note, listed(words),
			has_nat ? "iptables-legacy -t nat -S" : "nft list ruleset"};
	return {Finding::ok, found.rules == 0 ? "no rules of nftables"
					      : std::to_string(found.rules) +
							" rules of nftables, none translates what "
							"leaves"};
}

Judgement judge_seccomp(const app::HostFacts &facts) {
	if (!facts.process)
		return not_known(facts.process.error());
	if (!facts.process->has_seccomp)
		return {Finding::ok, "no filter of system calls"};
	if (facts.jit)
		return {Finding::ok, "a filter of system calls, which permits bpf(2)"};
	return {Finding::note, "a filter of system calls: not known whether it permits bpf(2)"};
}

std::string amount(std::uint64_t limit) {
	return limit == ~std::uint64_t{0} ? "unlimited" : std::to_string(limit);
}

Judgement judge_open_files(const app::HostFacts &facts) {
	constexpr std::uint64_t few = 256; // an interface takes some ten
	const std::string text = amount(facts.open_files) + " (hard limit)";
	if (facts.open_files >= few)
		return {Finding::ok, text};
	return {Finding::note, text + ": an interface takes about 10", hint_for(Error{EMFILE, {}})};
}

Judgement judge_locked_memory(const app::HostFacts &facts) {
	return {Finding::ok, amount(facts.locked_octets) +
				     " octets (hard limit), to which BPF maps do not count since "
				     "Linux 5.11"};
}

Judgement clock_row(const app::HostFacts &facts) {
	return judge_clock(facts.clock);
}

Judgement tai_row(const app::HostFacts &facts) {
	return judge_tai(facts.clock);
}

struct Row {
	const char *name;
	Judgement (*judge)(const app::HostFacts &);
};

constexpr Row rows[] = {
	{"kernel", judge_kernel},
	{"capabilities", judge_capabilities},
	{"seccomp", judge_seccomp},
	{"BPF programs", judge_programs},
	{"BPF JIT", judge_jit},
	{"hooks", judge_hooks},
	{"bpffs", judge_bpffs},
	{"firewall", judge_firewall},
	{"clock", clock_row},
	{"TAI-UTC", tai_row},
	{"open files", judge_open_files},
	{"locked memory", judge_locked_memory},
};

} // namespace

std::vector<Check> checks_of(const app::HostFacts &facts) {
	std::vector<Check> checks;
	for (const Row &row : rows) {
		Judgement found = row.judge(facts);
		checks.push_back({row.name, "", found.finding, std::move(found.text),
				  std::move(found.cure)});
	}
	return checks;
}

int exit_code_of(const std::vector<Check> &checks) {
	bool clock = false;
	for (const Check &check : checks) {
		const bool faulty = check.finding == Finding::fault;
		if (faulty && check.name != "clock")
			return exit_unsupported;
		clock = clock || faulty;
	}
	return clock ? exit_not_synchronised : exit_ok;
}

} // namespace stamp::cli
