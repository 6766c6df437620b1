// SPDX-License-Identifier: Apache-2.0
#include "bpf/pin/instances.h"

#include <algorithm>
#include <cerrno>
#include <set>

#include "base/number.h"
#include "bpf/attach/clsact.h"
#include "bpf/pin/bpffs.h"
#include "session/reflector_cfg.h"

namespace stamp::bpf {
namespace {

constexpr std::string_view namespace_prefix = "network-namespace-";

// "sender-4711", or "sender-4711-1", for the prefix "sender-".
bool is_of_process(std::string_view name, std::string_view prefix) {
	if (!name.starts_with(prefix))
		return false;
	const std::string_view number = name.substr(prefix.size());
	const std::size_t dash = number.find('-');
	return parse_decimal(number.substr(0, dash), UINT32_MAX) &&
	       (dash == std::string_view::npos ||
		parse_decimal(number.substr(dash + 1), UINT32_MAX));
}

bool is_of_no_process(const std::string &name) {
	return name == persistent_pin || name == next_pin || name.starts_with(away_prefix);
}

void find_out_state(Instance &found) {
	if (found.about)
		found.presence = presence_of(*found.about, found.directory);
	const auto iface = net::find_interface(found.presence.ifindex);
	if (iface)
		found.iface = iface->name;
	if (found.directory.ends_with(next_pin) || found.is_debris())
		found.state = Instance::State::unfinished;
	else if (found.presence.is_whole())
		found.state = Instance::State::attached;
	else if (found.presence.is_elsewhere && found.presence.ifindex == 0)
		found.state = Instance::State::moved;
	else
		found.state = Instance::State::detached;
}

// `directory` is that of an interface.
std::optional<Instance> look_at(const std::string &directory, const std::string &name) {
	Instance found;
	found.directory = directory + "/" + name;
	found.iface = iface_of(last_name(directory));
	const bool sends = is_of_process(name, "sender-");
	const bool persistent = is_of_no_process(name);
	if (!sends && !persistent && !is_of_process(name, "reflector-"))
		return std::nullopt;
	found.role = sends ? STAMP_ROLE_SENDER : STAMP_ROLE_REFLECTOR;
	auto about = read_about(found.directory);
	if (about)
		found.about = *about;
	else
		found.why_not = about.error();
	if (persistent)
		find_out_state(found);
	else
		found.state = is_locked(found.directory) ? Instance::State::running
							 : Instance::State::stale;
	return found;
}

// What is in the middle of being added or changed is left out, and what was killed there is not.
Result<void> look_into(const std::string &directory, bool is_own, std::vector<Instance> &all) {
	const auto names = entries(directory);
	if (!names)
		return names.error();
	const auto has = [&](const char *name) {
		return std::find(names->begin(), names->end(), name) != names->end();
	};
	const bool was_broken_off = has(next_pin) && !is_locked(directory);
	for (const std::string &name : *names) {
		if (name == next_pin && (!was_broken_off || has(persistent_pin)))
			continue;
		auto found =
			is_own || is_of_no_process(name) ? look_at(directory, name) : std::nullopt;
		if (!found || (!is_own && found->presence.ifindex == 0))
			continue;
		found->was_broken_off = was_broken_off && name == persistent_pin;
		found->is_of_another_namespace = !is_own;
		all.push_back(*std::move(found));
	}
	return {};
}

Result<std::vector<Instance>> look_everywhere(const std::string &own) {
	std::vector<Instance> all;
	const auto look_below = [&](const std::string &root) -> Result<void> {
		const auto names = entries(root);
		if (!names)
			return names.error();
		for (const std::string &name : *names)
			if (!name.starts_with(namespace_prefix))
				if (auto done = look_into(root + "/" + name, root == own, all);
				    !done)
					return done;
		return {};
	};
	const auto namespaces = entries(pin_top);
	if (!namespaces)
		return namespaces.error();
	std::set<std::string> roots{own, pin_top};
	for (const std::string &name : *namespaces)
		if (name.starts_with(namespace_prefix))
			roots.insert(pin_top + "/" + name);
	for (const std::string &root : roots)
		if (auto done = look_below(root); !done)
			return std::move(done).error();
	return all;
}

// The programs whose pins were found.
std::set<std::uint32_t> known_programs(const std::vector<Instance> &all) {
	std::set<std::uint32_t> known;
	for (const Instance &found : all)
		for (const char *name : {program_in_pin, program_out_pin})
			if (found.is_persistent()) {
				const std::string next =
					parent_of(found.directory) + "/" + next_pin;
				known.insert(pinned_program(found.directory, name).value_or(0));
				known.insert(pinned_program(next, name).value_or(0));
			}
	return known;
}

// Filters stay even if the pins are gone (an unmounted bpffs, pins removed by hand).
void add_filters_without_pins(const std::string &own, const std::vector<net::Interface> &ifaces,
			      std::vector<Instance> &all) {
	const std::set<std::uint32_t> known = known_programs(all);
	for (const net::Interface &iface : ifaces) {
		const auto filters = persistent_filters(iface.index);
		const auto is_unknown = [&](const TcFilter &filter) {
			return !known.contains(filter.program);
		};
		const bool any =
			filters && std::any_of(filters->begin(), filters->end(), is_unknown);
		const std::string directory = own + "/" + pin_name(iface.name);
		const bool is_listed =
			std::any_of(all.begin(), all.end(), [&](const Instance &one) {
				return one.iface == iface.name &&
				       one.state == Instance::State::unfinished;
			});
		if (!any || is_listed || is_locked(directory))
			continue;
		Instance found;
		found.iface = iface.name;
		found.directory = directory + "/" + next_pin;
		found.state = Instance::State::unfinished;
		found.presence.ifindex = iface.index;
		found.why_not = Error{ENOENT, "its pins were removed", {}, Reason::no_persistent};
		all.push_back(std::move(found));
	}
}

} // namespace

bool Instance::is_out_of_reach() const {
	const std::string name = last_name(directory);
	return state == State::moved || (presence.ifindex == 0 && name.starts_with(away_prefix));
}

Result<std::vector<Instance>> instances(const std::optional<std::string> &iface) {
	const auto root = pin_root();
	if (!root)
		return root.error();
	auto all = look_everywhere(*root);
	if (!all)
		return all;
	std::vector<net::Interface> ifaces;
	if (!iface) {
		if (auto every = net::interfaces())
			ifaces = std::move(every).value();
	} else if (auto one = net::find_interface(*iface)) {
		ifaces = {std::move(one).value()};
	}
	add_filters_without_pins(*root, ifaces, *all);
	if (iface)
		std::erase_if(*all, [&](const Instance &found) { return found.iface != *iface; });
	std::stable_sort(all->begin(), all->end(),
			 [](const Instance &a, const Instance &b) { return a.iface < b.iface; });
	return all;
}

bool has_persistent_reflector(const net::Interface &iface, std::uint16_t port) {
	const auto found = instances(iface.name);
	if (!found)
		return false;
	return std::any_of(found->begin(), found->end(), [port](const Instance &p) {
		if (!p.about || !p.is_persistent() || !p.presence.has_ingress)
			return false;
		const auto ports = session::ports_of(p.about->cfg);
		return std::find(ports.begin(), ports.end(), port) != ports.end();
	});
}

Result<std::size_t> remove_stale(const std::string &directory) {
	std::size_t removed = 0;
	const auto names = entries(directory);
	if (!names)
		return names.error();
	for (const std::string &name : *names) {
		const auto found = look_at(directory, name);
		if (!found || found->state != Instance::State::stale)
			continue;
		// A process that begins may have made it and not locked it yet; others remove, too.
		const auto held = lock_if_free(found->directory);
		if (!held && (held.error().code == EWOULDBLOCK || held.error().code == ENOENT))
			continue;
		if (!held)
			return held.error();
		if (auto done = remove_pins(found->directory); !done)
			return std::move(done).error();
		removed++;
	}
	return removed;
}

Result<std::size_t> remove_all_stale() {
	const auto own = pin_root();
	std::size_t removed = 0;
	const auto sweep = [&](const std::string &root) -> Result<void> {
		const auto names = entries(root);
		if (!names)
			return names.error();
		for (const std::string &name : *names) {
			const std::string directory = root + "/" + name;
			const auto stale = remove_stale(directory);
			if (!stale)
				return stale.error();
			removed += *stale;
			const auto reflector = look_at(directory, persistent_pin);
			if (!own || root == *own || !reflector || !reflector->about ||
			    !has_lost_links(reflector->directory))
				continue;
			if (auto done = remove_pins(reflector->directory); !done)
				return done;
			removed++;
		}
		return {};
	};
	const auto names = entries(pin_top);
	if (!names)
		return names.error();
	const auto ifaces = net::interfaces();
	for (const net::Interface &iface : ifaces ? *ifaces : std::vector<net::Interface>{})
		removed += remove_unclaimed_filters(iface);
	if (auto done = sweep(pin_top); !done)
		return std::move(done).error();
	for (const std::string &name : *names)
		if (name.starts_with(namespace_prefix))
			if (auto done = sweep(pin_top + "/" + name); !done)
				return std::move(done).error();
	return removed;
}

} // namespace stamp::bpf
