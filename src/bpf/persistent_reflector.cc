// SPDX-License-Identifier: Apache-2.0
#include "bpf/persistent_reflector.h"

#include <algorithm>
#include <cerrno>

#include "base/block_signals.h"
#include "bpf/attach/persistent.h"
#include "bpf/attach/qdisc.h"
#include "bpf/attach/tcx.h"
#include "bpf/persistent_directory.h"
#include "bpf/persistent_setup.h"
#include "bpf/pin/mount.h"
#include "net/claim.h"
#include "session/port_claim.h"

namespace stamp::bpf {
namespace {

// No interface has this number: it is gone, and its name stands for what was pinned for it.
net::Interface iface_or_name(const std::string &name) {
	if (auto found = net::find_interface(name))
		return std::move(found).value();
	net::Interface gone;
	gone.name = name;
	return gone;
}

Result<void> claim_is_free(const net::Interface &iface, const std::vector<std::uint16_t> &ports) {
	for (const std::uint16_t port : ports)
		if (net::is_claimed(session::reflector_claim(iface.index, port)))
			return session::port_in_use(iface, port);
	return {};
}

// The hook that this kernel has, its egress program attached.
Result<const PersistentHook *> attach_egress(Hook wanted, const Object &object,
					     const net::Interface &iface,
					     const std::string &directory, stamp_about &about) {
	Error error;
	for (const auto &[kind, name] :
	     {std::pair{Hook::tcx, "tcx"}, {Hook::clsact, "clsact"}, {Hook::xdp, "xdp"}}) {
		if (wanted == Hook::automatic ? kind == Hook::xdp : kind != wanted)
			continue;
		if (wanted == Hook::automatic && kind == Hook::tcx && !has_tcx_room(iface))
			continue;
		const PersistentHook *hook = persistent_hook(name);
		auto attached = hook->attach_egress(object, iface, directory, about);
		if (attached) {
			set_text(about.hook, sizeof(about.hook), name);
			about.made_qdisc &= kind == Hook::clsact;
			return hook;
		}
		error = std::move(attached).error();
		if (!clsact_may_serve(error))
			break;
	}
	return error;
}

// The programs that the kernel no longer has attached. It is asked twice, since it may lack memory
// for an answer.
Result<void> ask_kernel(const PersistentHook &hook, const stamp_about &about,
			const std::string &directory, const net::Interface &iface) {
	Presence found;
	for (int i = 0; i < 2; i++) {
		found = hook.presence(about, directory);
		if (found.is_whole() && found.ifindex == iface.index)
			return {};
	}
	const std::string what = !found.has_xdp ? "XDP" : !found.has_ingress ? "ingress" : "egress";
	return Error{0,
		     "the kernel does not have its " + what + " program on " + iface.name +
			     ": another tool detached it",
		     "bpftool net show dev " + iface.name + ", tc filter show dev " + iface.name +
			     " ingress",
		     Reason::detached_by_other};
}

// The programs are pinned in `next`, attached to nothing; afterwards they answer instead of what
// was there. The pinned `about` has at each step what may be attached.
Result<void> take_over(const PersistentDirectory &dir, Hook wanted, const Object &object,
		       const net::Interface &iface, const Fd &pinned_about, stamp_about &about) {
	const auto hook = attach_egress(wanted, object, iface, dir.next, about);
	auto done = write_about(pinned_about, about); // a qdisc may be there, and no filter
	if (!hook)
		return hook.error();
	if (done)
		done = (*hook)->install_ingress(object, iface, dir.reflector, dir.next, about);
	if (done)
		done = write_about(pinned_about, about);
	if (done)
		done = ask_kernel(**hook, about, dir.next, iface);
	if (done)
		done = dir.commit();
	if (!done)
		return done;
	// The previous reflector is in `next` now.
	if (done = detach_all(dir.next, dir.reflector, dir.ifindexes); done)
		done = remove_directory(dir.next);
	if (!done) // the new one works already: there is no way back, and one more try
		done = dir.undo();
	return done ? ask_kernel(**hook, about, dir.reflector, iface) : done;
}

// Moves a new reflector that is in `reflector` already, and failed, back to `next`.
Result<void> take_back(const PersistentDirectory &dir) {
	if (dir.held.has(next_pin) || !dir.held.has(persistent_pin))
		return {};
	return dir.held.rename(persistent_pin, dir.held, next_pin);
}

// Whole, or not at all.
Result<std::string> replace(const PersistentDirectory &dir, const net::Interface &iface,
			    const PersistentSetup &setup, const std::vector<ReusedMap> &kept,
			    stamp_about about) {
	const BlockSignals until_done;
	const bool had_one = dir.held.has(persistent_pin);
	auto made = prepare(iface, setup, kept, dir.next, about);
	auto done = made ? take_over(dir, setup.spec.hook, made->object, iface, made->about, about)
			 : Result<void>(made.error());
	if (done)
		return std::string(about.hook);
	auto undone = had_one ? Result<void>{} : take_back(dir);
	if (undone)
		undone = dir.undo();
	if (undone && about.made_qdisc) // the record may not have it: to write it may have failed
		undone = remove_empty_clsact(iface.index);
	if (!undone)
		done.error().what +=
			" (and the change could not be undone: " + undone.error().text() + ")";
	return std::move(done).error();
}

// The directory of an interface, in order, and the reflector in it, of our version or debris.
struct Current {
	PersistentDirectory dir;
	std::optional<Instance> reflector;
};

Result<Current> open_current(const net::Interface &iface) {
	auto dir = open_persistent_directory(iface);
	if (!dir)
		return std::move(dir).error();
	const auto all = instances(iface.name);
	if (!all)
		return all.error();
	Current current{std::move(dir).value(), std::nullopt};
	for (const Instance &found : *all)
		if (found.directory == current.dir.reflector)
			current.reflector = found;
	const auto &old = current.reflector;
	if (old && !old->about && !old->is_debris())
		return old->why_not;
	return current;
}

// One that no interface of this network namespace leads to: its links do.
Result<void> delete_moved(const Instance &reflector) {
	const std::string &directory = reflector.directory;
	const auto held = make_and_lock(parent_of(directory), Wait::until_free);
	if (!held)
		return held.error();
	const BlockSignals until_done;
	if (auto done = detach_all(reflector.directory, "", {}); !done)
		return done;
	return remove_pins(reflector.directory);
}

} // namespace

Error nothing_there(const std::string &iface) {
	return {ENOENT, iface + " has no persistent reflector", {}, Reason::no_persistent};
}

Result<std::optional<Instance>> find_persistent(const std::string &iface) {
	auto all = instances(iface);
	if (!all)
		return std::move(all).error();
	std::optional<Instance> best;
	for (Instance &found : *all)
		if (found.is_persistent() && (!best || best->is_out_of_reach()))
			best = std::move(found);
	return best;
}

Result<void> settle_persistent(const net::Interface &iface) {
	const auto dir = open_persistent_directory(iface);
	if (!dir)
		return dir.error();
	remove_empty_parents(dir->reflector);
	return {};
}

Result<std::string> add_persistent(const net::Interface &iface, const PersistentSetup &setup) {
	auto current = open_current(iface);
	if (!current)
		return std::move(current).error();
	auto &[dir, old] = *current;
	if (old && old->is_debris()) {
		if (auto removed = remove_directory(dir.reflector); !removed)
			return std::move(removed).error();
		old.reset();
	}
	if (old && old->state == Instance::State::attached)
		return Error{EEXIST,
			     iface.name + " has a persistent reflector",
			     {},
			     Reason::has_persistent};
	if (auto free = claim_is_free(iface, setup.spec.ports); !free)
		return std::move(free).error();
	stamp_about about = reflector_about(setup.spec, iface, "");
	about.generation = old && !old->about->generation;
	auto hook = replace(dir, iface, setup, {}, about);
	if (!hook)
		remove_empty_parents(dir.reflector);
	return hook;
}

Result<std::string> change_persistent(const net::Interface &iface, const PersistentSetup &setup) {
	const auto current = open_current(iface);
	if (!current)
		return current.error();
	const auto &[dir, old] = *current;
	if (!old || old->is_debris())
		return nothing_there(iface.name);
	if (auto free = claim_is_free(iface, setup.spec.ports); !free)
		return std::move(free).error();
	const auto kept = open_kept(dir.reflector, setup.spec);
	if (!kept)
		return kept.error();
	stamp_about about = reflector_about(setup.spec, iface, "");
	about.since_ns = old->about->since_ns;
	about.live = read_about(dir.reflector).value_or(*old->about).live;
	about.generation = !old->about->generation;
	// With a filter of ours it is the one that we made, and else perhaps of somebody else.
	const auto filters = persistent_filters(iface.index);
	if (!filters)
		return filters.error();
	about.made_qdisc = old->about->made_qdisc && !filters->empty();
	return replace(dir, iface, setup, *kept, about);
}

Result<void> delete_persistent(const std::string &iface) {
	const auto found = find_persistent(iface);
	if (!found && found.error().reason != Reason::no_bpffs)
		return found.error();
	if (!found || !*found)
		return nothing_there(iface);
	if ((*found)->is_out_of_reach())
		return delete_moved(**found);
	const auto dir = open_persistent_directory(iface_or_name(iface));
	if (!dir)
		return dir.error();
	const BlockSignals until_done;
	if (auto done = detach_all(dir->reflector, "", dir->ifindexes); !done)
		return done;
	return remove_pins(dir->reflector); // and what is empty now
}

Result<std::size_t> delete_all_persistent() {
	std::string before;
	for (std::size_t deleted = 0;; deleted++) {
		// Listed again each time: a directory may have been moved.
		const auto all = instances();
		if (!all && all.error().reason == Reason::no_bpffs)
			return deleted;
		if (!all)
			return all.error();
		const auto found = std::find_if(all->begin(), all->end(),
						[](auto &one) { return one.is_persistent(); });
		if (found == all->end())
			return deleted;
		if (found->directory == before)
			return Error{EBUSY, "remove " + found->directory};
		auto done = found->is_out_of_reach() ? delete_moved(*found)
						     : delete_persistent(found->iface);
		if (!done)
			return std::move(done).error();
		before = found->directory;
	}
}

} // namespace stamp::bpf
