// SPDX-License-Identifier: Apache-2.0
#include "app/persistent_reflector.h"

#include "app/inspect/instances.h"
#include "app/listening.h"
#include "app/preconditions.h"
#include "bpf/persistent_reflector.h"
#include "session/answerable.h"
#include "session/sync_source.h"

namespace stamp::app {
namespace {

using session::ReflectorSpec;

Result<privilege::Raised> require_capabilities() {
	auto able = require_bpf();
	if (!able)
		return std::move(able).error().while_doing("read the pinned reflectors");
	return able;
}

// Its error says what failed.
template <typename What> auto named(const char *doing, What what) -> decltype(what()) {
	auto done = what();
	if (!done)
		return std::move(done).error().while_doing(doing);
	return done;
}

// The same, if this process may.
template <typename What> auto when_able(const char *doing, What what) -> decltype(what()) {
	const auto able = require_capabilities();
	if (!able)
		return able.error();
	return named(doing, what);
}

constexpr const char *to_add = "add a reflector", *to_change = "change a reflector";

// The clock as it is written for good, who disciplines it included.
Result<session::WireClock> clock_for_good(const ReflectorSpec &spec) {
	auto clock = checked_clock(spec);
	if (clock)
		clock->by_ptp = session::ask_by_ptp(clock->kernel);
	return clock;
}

PersistentReflector answering(const net::Interface &iface, const ReflectorSpec &spec,
			      const session::WireClock &clock, const std::string &hook) {
	PersistentReflector reflector{.listening = listening(spec, iface.name, hook), .notes = {}};
	reflector.listening.persistent = true;
	const auto own = net::local_addresses(iface.index);
	if (auto note = clock_note(clock))
		reflector.notes.push_back(*std::move(note));
	if (own && spec.addresses.empty())
		if (auto warning = session::no_addresses(iface, net::bridge_of(iface), *own))
			reflector.notes.push_back(std::move(warning->message));
	return reflector;
}

// `how`: one of bpf/.
template <typename How>
Result<PersistentReflector> set_up(const char *doing, const ReflectorSpec &spec,
				   const session::SharedKeys &keys, How how) {
	const auto able = require_capabilities();
	if (!able)
		return able.error();
	const auto clock = clock_for_good(spec);
	if (!clock)
		return clock.error();
	return named(doing, [&]() -> Result<PersistentReflector> {
		const auto iface = net::find_interface(spec.ifaces.front());
		if (!iface)
			return iface.error();
		const auto hook = how(*iface, {spec, keys, *clock});
		if (!hook)
			return hook.error();
		return answering(*iface, spec, *clock, *hook);
	});
}

} // namespace

Result<PersistentReflector> add_persistent(const ReflectorSpec &spec) {
	const auto keys = check_reflector(spec);
	if (!keys)
		return keys.error();
	return set_up(to_add, spec, *keys, bpf::add_persistent);
}

Result<ReflectorSpec> persistent_spec(const std::string &name) {
	return when_able(to_change, [&]() -> Result<ReflectorSpec> {
		const auto iface = net::find_interface(name);
		if (!iface)
			return iface.error();
		if (auto settled = bpf::settle_persistent(*iface); !settled)
			return std::move(settled).error();
		const auto found = bpf::find_persistent(iface->name);
		if (!found)
			return found.error();
		if (!*found)
			return bpf::nothing_there(iface->name);
		auto spec = bpf::spec_of(**found);
		if (spec)
			spec->ifaces = {iface->name};
		return spec;
	});
}

Result<PersistentReflector> change_persistent(const ReflectorSpec &spec,
					      const session::SharedKeys &keys) {
	return set_up(to_change, spec, keys, bpf::change_persistent);
}

Result<void> delete_persistent(const std::string &iface) {
	return when_able("delete a reflector", [&] { return bpf::delete_persistent(iface); });
}

Result<std::size_t> delete_all_persistent() {
	return when_able("delete reflectors", bpf::delete_all_persistent);
}

Result<std::size_t> delete_stale() {
	return when_able("remove stale reflectors", bpf::remove_all_stale);
}

Result<PersistentReflectors> persistent_reflectors(const std::optional<std::string> &iface) {
	const auto able = require_capabilities();
	if (!able)
		return able.error();
	PersistentReflectors all;
	auto instances = bpf::instances(iface);
	if (!instances && instances.error().reason == Reason::no_bpffs)
		return all;
	if (!instances)
		return std::move(instances).error().while_doing("show reflectors");
	for (const bpf::Instance &found : *instances) {
		all.stale += found.state == bpf::Instance::State::stale;
		if (found.is_persistent())
			all.reflectors.push_back(shown(found));
	}
	return all;
}

} // namespace stamp::app
