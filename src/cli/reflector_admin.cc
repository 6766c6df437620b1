// SPDX-License-Identifier: Apache-2.0
#include "cli/reflector_admin.h"

#include <optional>
#include <string>

#include "app/persistent_reflector.h"
#include "app/preconditions.h"
#include "cli/error_line.h"
#include "cli/exit_code.h"
#include "cli/option_rules.h"
#include "cli/role.h"

namespace stamp::cli {
using stats::Kind;

namespace {

using session::ReflectorSpec;

// Of `old`, what was not named stays.
ReflectorSpec changed(const ReflectorSpec &old, const ReflectorOptions &o) {
	ReflectorSpec spec = o.spec;
	spec.ifaces = old.ifaces;
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
	keep("return-path", spec.tlvs.return_paths, old.tlvs.return_paths);
	keep("micro-session-id", spec.tlvs.micro_session, old.tlvs.micro_session);
	return spec;
}

void report(const app::PersistentReflector &reflector, Output &output) {
	output.renderer().listening(reflector.listening);
	for (const stats::Message &note : reflector.notes)
		output.renderer().log(note);
}

int add(const ReflectorOptions &options, Output &output) {
	const auto added = app::add_persistent(options.spec);
	if (!added)
		return fail(added.error(), options.spec.ifaces.front());
	report(*added, output);
	return exit_ok;
}

// What the words contradict of what is there.
std::optional<UsageError> check_change(const ReflectorSpec &old, const ReflectorOptions &options) {
	const std::string &iface = old.ifaces.front();
	if (const auto option = options.tlv_key_option();
	    old.authenticated && !option.empty() && !options.no_keys())
		return UsageError{option, iface + " answers only authenticated requests",
				  "--key-file none as well"};
	if (const auto option = options.session_option();
	    !old.stateful && !options.spec.stateful && !option.empty())
		return UsageError{option, iface + " is stateless and has no sessions",
				  "--stateful as well"};
	auto wrong = check_peers(changed(old, options));
	if (wrong) {
		const std::string others = wrong->what == "--ssid" ? " has others" : " sends PTP";
		wrong->why += ", and " + iface +
			      (options.given.contains("tlv-policy") ? others : " answers those");
	}
	return wrong;
}

int change(const ReflectorOptions &options, Output &output) {
	const std::string &name = options.spec.ifaces.front();
	const auto keys = app::check_reflector(options.spec);
	if (!keys)
		return fail(keys.error(), name);
	const auto old = app::persistent_spec(name);
	if (!old)
		return fail(old.error(), name);
	if (const auto wrong = check_change(*old, options))
		return complain(*wrong);
	const ReflectorSpec spec = changed(*old, options);
	const auto done = app::change_persistent(spec, *keys);
	if (!done)
		return fail(done.error(), name);
	report(*done, output);
	if (const auto before = old->sessions(), now = spec.sessions();
	    before != 0 && before != now)
		output.renderer().log(now == 0 ? Kind::sessions_end : Kind::sessions_restart);
	return exit_ok;
}

int del(const ReflectorOptions &options, Output &output) {
	if (options.stale || options.all) {
		const auto count =
			options.stale ? app::delete_stale() : app::delete_all_persistent();
		if (!count)
			return fail(count.error());
		output.renderer().log(
			{options.stale ? Kind::stale_removed : Kind::persistent_deleted,
			 {std::uint64_t{*count}}});
		return exit_ok;
	}
	const std::string &iface = options.spec.ifaces.front();
	if (auto done = app::delete_persistent(iface); !done)
		return fail(done.error(), iface);
	return exit_ok;
}

int show(const ReflectorOptions &options, Output &output) {
	const auto &ifaces = options.spec.ifaces;
	const auto found = app::persistent_reflectors(
		ifaces.empty() ? std::nullopt : std::optional(ifaces.front()));
	return found ? report_persistent(options, *found, output) : fail(found.error());
}

} // namespace

int report_persistent(const ReflectorOptions &options, const app::PersistentReflectors &found,
		      Output &output) {
	const auto &ifaces = options.spec.ifaces;
	if (found.stale != 0)
		output.renderer().log({Kind::stale_left, {std::uint64_t{found.stale}}});
	const auto &reflectors = found.reflectors;
	if (reflectors.empty())
		output.renderer().log(
			ifaces.empty() ? stats::Message(Kind::no_persistent)
				       : stats::Message(Kind::no_persistent_on, {ifaces.front()}));
	output.renderer().reflectors(reflectors);
	const int printed = output.end();
	return printed == exit_ok && reflectors.empty() ? static_cast<int>(exit_no_reply) : printed;
}

int run_reflector_admin(const ReflectorOptions &options, Output &output) {
	set_up_log(options);
	switch (options.verb) {
	case ReflectorVerb::add:
		return add(options, output);
	case ReflectorVerb::change:
		return change(options, output);
	case ReflectorVerb::del:
		return del(options, output);
	case ReflectorVerb::show:
	case ReflectorVerb::run:
		break;
	}
	return show(options, output);
}

} // namespace stamp::cli
