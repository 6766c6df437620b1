// SPDX-License-Identifier: Apache-2.0
#include "cli/reflector_admin.h"

#include <cerrno>

#include <linux/capability.h>
#include <spdlog/spdlog.h>

#include "base/privilege.h"
#include "bpf/persistent_reflector.h"
#include "bpf/pin/mount.h"
#include "cli/check.h"
#include "cli/error_line.h"
#include "cli/exit_code.h"
#include "cli/keys.h"
#include "cli/pinned_report.h"
#include "cli/print.h"
#include "cli/reflector_phrase.h"
#include "cli/role.h"
#include "render/stats.h"
#include "session/answerable.h"
#include "session/sync_source.h"

namespace stamp::cli {
namespace {

using session::ReflectorSpec;

// Of `old`, what was not named stays.
ReflectorSpec changed(const ReflectorSpec &old, const ReflectorOptions &o) {
	ReflectorSpec spec = o.spec;
	const auto keep = [&](const char *key, auto &value, const auto &before) {
		if (!o.given.contains(key))
			value = before;
	};
	keep("hook", spec.hook, old.hook);
	keep("timestamp", spec.format, old.format);
	keep("port", spec.ports, old.ports);
	keep("address", spec.addresses, old.addresses);
	keep("allow", spec.allow, old.allow);
	keep("ssid", spec.ssids, old.ssids);
	keep("rate", spec.rate_pps, old.rate_pps);
	keep("total-rate", spec.total_rate_pps, old.total_rate_pps);
	keep("session-timeout", spec.session_timeout, old.session_timeout);
	keep("sessions-per-source", spec.sessions_per_source, old.sessions_per_source);
	// Stateful it stays, with as many sessions as asked for, until --stateless.
	if (old.stateful && !o.stateless) {
		spec.stateful = true;
		keep("max-sessions", spec.max_sessions, old.max_sessions);
	}
	if (spec.keys.empty() && !o.no_keys()) {
		spec.keeps_keys = old.keeps_keys;
		spec.authenticated = old.authenticated;
	}
	keep("tlv-policy", spec.tlvs.process, old.tlvs.process);
	keep("dscp-allow", spec.tlvs.dscp_allowed, old.tlvs.dscp_allowed);
	keep("dscp-allow", spec.tlvs.dscp_own, old.tlvs.dscp_own);
	keep("location-blank", spec.tlvs.location_blank, old.tlvs.location_blank);
	keep("micro-session-id", spec.tlvs.micro_session, old.tlvs.micro_session);
	return spec;
}

// The cure for what is particular to persistent reflectors.
int tell(const Error &error, const std::string &action, const std::string &iface) {
	std::string cure = hint_for(error, iface, interface_names());
	if (error.code == EEXIST)
		cure = "stamp reflector change " + iface + ", or del";
	else if (error.code == ENOENT && error.what.find("bpffs") != std::string::npos)
		cure = std::string("nsenter --net=/run/netns/NAME instead of ip netns exec NAME, "
				   "or ") +
		       bpf::mount_hint;
	else if (error.code == ENOENT)
		cure = "stamp reflector show, or add";
	else if (error.code == EPROTO)
		cure = "the version of stamp that added it, or stamp reflector del " + iface;
	return complain(Error(error).while_doing(action), cure);
}

void say(const net::Interface &found, const ReflectorSpec &spec, const std::string &hook) {
	const std::string &iface = found.name;
	spdlog::info("{}; persistent, stamp reflector del {} removes it",
		     listening_line(spec, iface, hook), iface);
	const auto own = net::local_addresses(found.index);
	if (!own || !spec.addresses.empty())
		return;
	if (const auto warning = session::no_addresses(found, *own))
		spdlog::warn("{}", warning->detail);
}

// The clock as it is written for good, who disciplines it included.
std::variant<session::WireClock, int> clock_for_good(const ReflectorSpec &spec) {
	auto clock = checked_clock(spec);
	if (auto *known = std::get_if<session::WireClock>(&clock))
		known->by_ptp = session::SyncSource().by_ptp(known->kernel, mono_now());
	return clock;
}

int add(const ReflectorOptions &options) {
	const std::string &name = options.spec.ifaces.front();
	const auto clock = clock_for_good(options.spec);
	if (const int *exit_code = std::get_if<int>(&clock))
		return *exit_code;
	const auto iface = net::find_interface(name);
	if (!iface)
		return tell(iface.error(), "add a reflector", name);
	const auto hook =
		bpf::add_persistent(*iface, options.spec, std::get<session::WireClock>(clock));
	if (!hook)
		return tell(hook.error(), "add a reflector", iface->name);
	say(*iface, options.spec, *hook);
	return exit_ok;
}

int change(const ReflectorOptions &options) {
	const std::string name = options.spec.ifaces.front();
	const auto iface = net::find_interface(name);
	if (!iface)
		return tell(iface.error(), "change a reflector", name);
	if (auto settled = bpf::settle_persistent(*iface); !settled)
		return tell(settled.error(), "change a reflector", iface->name);
	const auto found = bpf::find_persistent(iface->name);
	if (!found || !*found)
		return tell(
			found ? Error{ENOENT, iface->name + " has no persistent reflector"}
			      : found.error(),
			"change a reflector", iface->name);
	const auto old = bpf::spec_of(**found);
	if (!old)
		return tell(old.error(), "change a reflector", iface->name);
	if (const auto option = options.tlv_key_option();
	    old->authenticated && !option.empty() && !options.no_keys())
		return complain(UsageError{option,
					   iface->name + " answers only authenticated requests",
					   "--key-file none as well"});
	if (const auto option = options.session_option();
	    !old->stateful && !options.spec.stateful && !option.empty())
		return complain(UsageError{option,
					   iface->name + " is stateless and has no sessions",
					   "--stateful as well"});
	const ReflectorSpec spec = changed(*old, options);
	if (auto wrong = check_peers(spec)) {
		const std::string others = wrong->what == "--ssid" ? " has others" : " sends PTP";
		wrong->why += ", and " + iface->name +
			      (options.given.contains("tlv-policy") ? others : " answers those");
		return complain(*wrong);
	}
	const auto clock = clock_for_good(spec);
	if (const int *exit_code = std::get_if<int>(&clock))
		return *exit_code;
	const auto hook =
		bpf::change_persistent(*iface, spec, std::get<session::WireClock>(clock));
	if (!hook)
		return tell(hook.error(), "change a reflector", iface->name);
	say(*iface, spec, *hook);
	if (const auto before = old->sessions(), now = spec.sessions();
	    before != 0 && before != now)
		spdlog::warn("all sessions start again: {}",
			     now == 0 ? "a stateless reflector has none"
				      : "their maximum number changes");
	return exit_ok;
}

int del(const ReflectorOptions &options) {
	if (options.stale) {
		const auto removed = bpf::remove_all_stale();
		if (!removed)
			return tell(removed.error(), "remove stale reflectors", "");
		spdlog::info("{} removed", *removed);
		return exit_ok;
	}
	if (options.all) {
		const auto deleted = bpf::delete_all_persistent();
		if (!deleted)
			return tell(deleted.error(), "delete reflectors", "");
		spdlog::info("{} deleted", *deleted);
		return exit_ok;
	}
	const std::string &iface = options.spec.ifaces.front();
	if (auto done = bpf::delete_persistent(iface); !done)
		return tell(done.error(), "delete a reflector", iface);
	return exit_ok;
}

int show(const ReflectorOptions &options) {
	const auto &ifaces = options.spec.ifaces;
	auto all = bpf::instances(ifaces.empty() ? std::nullopt : std::optional(ifaces.front()));
	if (!all && all.error().code != ENOENT)
		return tell(all.error(), "show reflectors", "");
	std::vector<stats::PinnedReflector> reflectors;
	std::size_t stale = 0;
	for (const bpf::Instance &found : all ? *all : std::vector<bpf::Instance>{}) {
		stale += found.state == bpf::Instance::State::stale;
		if (found.is_persistent())
			reflectors.push_back(shown(found));
	}
	if (stale != 0)
		spdlog::warn("killed processes left {} behind: stamp reflector del --stale", stale);
	if (reflectors.empty())
		spdlog::warn("no persistent reflector{}",
			     ifaces.empty() ? "" : " on " + ifaces.front());
	const int printed =
		print(options.json ? render::show_json(reflectors) : render::show_text(reflectors));
	return printed == exit_ok && reflectors.empty() ? static_cast<int>(exit_no_reply) : printed;
}

} // namespace

int run_reflector_admin(const ReflectorOptions &options) {
	set_up_talk(options);
	const bool takes_settings =
		options.verb == ReflectorVerb::add || options.verb == ReflectorVerb::change;
	if (const auto exit_code = refuse_ports(options.spec.ports))
		return *exit_code;
	if (const auto exit_code = takes_settings ? refuse_bad_keys(options.spec) : std::nullopt)
		return *exit_code;
	if (auto able = privilege::require({CAP_BPF, CAP_NET_ADMIN}); !able)
		return fail(std::move(able).error().while_doing("read the pinned reflectors"));
	switch (options.verb) {
	case ReflectorVerb::add:
		return add(options);
	case ReflectorVerb::change:
		return change(options);
	case ReflectorVerb::del:
		return del(options);
	case ReflectorVerb::show:
	case ReflectorVerb::run:
		break;
	}
	return show(options);
}

} // namespace stamp::cli
