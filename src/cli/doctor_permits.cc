// SPDX-License-Identifier: Apache-2.0
// The rows about what the kernel permits this process, and about its clock.
#include <array>

#include <linux/capability.h>

#include "cli/doctor_rows.h"
#include "render/duration.h"

namespace stamp::cli {

using stats::Finding;

namespace {

struct Named {
	unsigned capability;
	const char *name;
};

constexpr std::array needed = {Named{CAP_BPF, "CAP_BPF"}, Named{CAP_NET_ADMIN, "CAP_NET_ADMIN"}};
constexpr std::array useful = {Named{CAP_NET_BIND_SERVICE, "CAP_NET_BIND_SERVICE"},
			       Named{CAP_PERFMON, "CAP_PERFMON"},
			       Named{CAP_SYS_ADMIN, "CAP_SYS_ADMIN"}};

bool is_permitted(const ProcessStatus &status, unsigned capability) {
	return status.may(capability) || (capability == CAP_BPF && status.may(CAP_SYS_ADMIN));
}

std::vector<std::string> missing(const ProcessStatus &status) {
	std::vector<std::string> names;
	for (const Named &one : needed)
		if (!is_permitted(status, one.capability))
			names.emplace_back(one.name);
	return names;
}

std::vector<std::string> permitted(const ProcessStatus &status) {
	std::vector<std::string> names;
	for (const Named &one : needed)
		if (status.may(one.capability))
			names.emplace_back(one.name);
	for (const Named &one : useful)
		if (status.may(one.capability))
			names.emplace_back(one.name);
	return names;
}

std::string sets(const ProcessStatus &status) {
	const auto names = permitted(status);
	std::string text = "permitted: " + (names.empty() ? "none of ours" : listed(names));
	bool all_bounded = true, all_effective = true;
	for (const Named &one : needed) {
		all_bounded = all_bounded && status.is_bounded_to(one.capability);
		all_effective = all_effective && (status.effective >> one.capability & 1) != 0;
	}
	if (missing(status).empty() && !all_effective)
		text += "; raised when needed";
	if (!all_bounded)
		text += "; the bounding set lacks some";
	return text + "; no_new_privs " + (status.no_new_privs ? "on" : "off");
}

} // namespace

std::string listed(const std::vector<std::string> &words) {
	std::string text;
	for (const std::string &word : words)
		text += (text.empty() ? "" : ", ") + word;
	return text;
}

Judgement not_known(const Error &error) {
	return {Finding::note, "not known: " + error.text()};
}

bool has_capabilities(const app::HostFacts &facts) {
	return !facts.process || missing(*facts.process).empty();
}

Judgement judge_capabilities(const app::HostFacts &facts) {
	if (!facts.process)
		return not_known(facts.process.error());
	const ProcessStatus &status = *facts.process;
	if (const auto lack = missing(status); !lack.empty())
		return {Finding::fault, "missing " + listed(lack) + "; " + sets(status),
			facts.capability_cure};
	if (facts.in_user_namespace)
		return {Finding::note,
			"those of a user namespace, which bpf(2) does not take; " + sets(status),
			"sudo, or a container without a user namespace of its own"};
	if (!status.may(CAP_NET_BIND_SERVICE))
		return {Finding::note,
			sets(status) + "; without CAP_NET_BIND_SERVICE a sender has no source port "
				       "862",
			"-s auto, or add CAP_NET_BIND_SERVICE"};
	return {Finding::ok, sets(status)};
}

Judgement judge_clock(const app::ClockFacts &clock) {
	if (!clock.kernel)
		return not_known(clock.kernel.error());
	if (!clock.kernel->synced)
		return {Finding::fault,
			"not synchronised: one-way delays include the clock offset (" +
				clock.by.who + ")",
			"start chrony, or ptp4l and phc2sys: chronyc tracking"};
	return {Finding::ok, "synchronised to " +
				     render::format_estimate(time::clock_error(*clock.kernel)) +
				     " by " + clock.by.who};
}

Judgement judge_tai(const app::ClockFacts &clock) {
	if (!clock.kernel)
		return not_known(clock.kernel.error());
	if (!clock.tai)
		return {Finding::note,
			"not known on this host: PTP timestamps carry UTC, with an error estimate "
			"of a minute",
			"install tzdata, or leapsectz right/UTC in chrony.conf"};
	const bool by_kernel = clock.tai->source == time::TaiOffset::Source::kernel;
	const std::string text = std::to_string(clock.tai->seconds) + " s, from " +
				 (by_kernel ? "the kernel" : "tzdata's list of leap seconds");
	if (clock.tai->expired)
		return {Finding::note, text + ", which has expired", "update tzdata"};
	return {Finding::ok, text};
}

} // namespace stamp::cli
