// SPDX-License-Identifier: Apache-2.0
#include "bpf/persistent_directory.h"

#include <cerrno>

#include "bpf/attach/persistent.h"
#include "bpf/pin/bpffs.h"
#include "bpf/pin/instance_info.h"
#include "bpf/pin/instances.h"
#include "bpf/pin/mount.h"

namespace stamp::bpf {
namespace {

// Sources that were admitted by what is undone are asked again by the next change.
Result<void> forget_admissions(const std::string &directory, stamp_about about) {
	const auto map = open_pin(directory, about_pin);
	if (!map)
		return map.error();
	about.live.admission_epoch++;
	return write_about(*map, about);
}

// By the number of its program, which no other one has.
Result<void> put_away(const PersistentDirectory &dir) {
	const auto id = pinned_program(dir.reflector, program_in_pin);
	if (!id)
		return id.error();
	return dir.held.rename(persistent_pin, dir.held, away_prefix + std::to_string(*id));
}

Result<void> bring_here(const PersistentDirectory &dir, const Instance &reflector) {
	const std::string name = last_name(reflector.directory);
	if (parent_of(reflector.directory) == dir.directory)
		return dir.held.rename(name, dir.held, persistent_pin);
	const auto from = make_and_lock(parent_of(reflector.directory), Wait::no);
	if (!from)
		return from.error();
	if (auto done = from->rename(name, dir.held, persistent_pin); !done)
		return done;
	remove_empty_parents(reflector.directory);
	return {};
}

Result<void> settle(const PersistentDirectory &dir, const net::Interface &iface) {
	const auto all = instances();
	if (!all)
		return all.error();
	for (const Instance &found : *all) {
		const bool is_on_another =
			found.state == Instance::State::moved ||
			(found.presence.ifindex != 0 && found.presence.ifindex != iface.index);
		if (found.directory == dir.reflector && is_on_another)
			if (auto done = put_away(dir); !done)
				return done;
	}
	for (const Instance &found : *all)
		if (found.is_persistent() && found.state != Instance::State::unfinished &&
		    found.presence.ifindex == iface.index && !dir.held.has(persistent_pin))
			return bring_here(dir, found);
	return {};
}

} // namespace

Result<void> PersistentDirectory::commit() const {
	return held.has(persistent_pin) ? held.exchange(next_pin, persistent_pin)
					: held.rename(next_pin, held, persistent_pin);
}

Result<void> PersistentDirectory::undo() const {
	const auto about = read_about(reflector);
	if (held.has(next_pin) && about) {
		const PersistentHook *hook = persistent_hook(about->hook);
		auto done = hook ? hook->restore_ingress(*about, reflector) : Result<void>{};
		if (done)
			done = forget_admissions(reflector, *about);
		if (!done)
			return done;
	}
	if (auto done = detach_all(next, reflector, ifindexes); !done)
		return done;
	return remove_directory(next);
}

Result<PersistentDirectory> open_persistent_directory(const net::Interface &iface) {
	if (auto mounted = mount_bpffs(); !mounted)
		return std::move(mounted).error();
	const auto root = pin_root();
	if (!root)
		return root.error();
	const std::string directory = *root + "/" + pin_name(iface.name);
	auto held = make_and_lock(directory, Wait::until_free);
	if (!held)
		return std::move(held).error();
	PersistentDirectory dir{directory,
				directory + "/" + persistent_pin,
				directory + "/" + next_pin,
				std::move(held).value(),
				{}};
	if (iface.index > 0) {
		dir.ifindexes = {iface.index};
		if (auto done = settle(dir, iface); !done)
			return std::move(done).error();
	}
	if (auto done = dir.undo(); !done)
		return std::move(done).error();
	return dir;
}

} // namespace stamp::bpf
