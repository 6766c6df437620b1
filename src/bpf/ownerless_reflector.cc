// SPDX-License-Identifier: Apache-2.0
#include "bpf/ownerless_reflector.h"

#include <cerrno>
#include <chrono>
#include <thread>

#include <fcntl.h>
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bpf/ownerless.h"
#include "bpf/ownerless_setup.h"
#include "bpf/pin_place.h"
#include "bpf/reflector_bpf.h"

namespace stamp::bpf {
namespace {

// Everything about the interface happens under its lock.
struct Place {
	std::string iface, reflector, next;
	Fd held;
};

Result<Place> take_place(const std::string &iface) {
	if (auto mounted = mount_bpffs(); !mounted)
		return std::move(mounted).error();
	const auto root = pin_root();
	if (!root)
		return root.error();
	const std::string directory = *root + "/" + pin_name(iface);
	auto held = make_and_lock(directory);
	if (!held)
		return std::move(held).error();
	Place place{directory, directory + "/" + ownerless_pin,
		    directory + "/" + ownerless_pin + "-next", std::move(held).value()};
	remove_directory(place.next); // of one that was killed on the way
	return place;
}

Result<void> claim_is_free(const net::Interface &iface, const std::vector<std::uint16_t> &ports) {
	for (const std::uint16_t port : ports)
		if (net::is_claimed(reflector_claim(iface.index, port)))
			return Error{EBUSY, "port " + std::to_string(port) + " of " + iface.name +
						    " has a reflector already"};
	return {};
}

// The hook that this kernel has, its egress program attached.
Result<const OwnerlessHook *> attach_egress(Hook wanted, const Object &object,
					    const net::Interface &iface,
					    const std::string &directory, stamp_about &about) {
	Error error;
	for (const auto &[kind, name] :
	     {std::pair{Hook::tcx, "tcx"}, {Hook::clsact, "clsact"}, {Hook::xdp, "xdp"}}) {
		if (wanted == Hook::automatic ? kind == Hook::xdp : kind != wanted)
			continue;
		const OwnerlessHook *hook = ownerless_hook(name);
		auto attached = hook->attach_egress(object, iface, directory, about);
		if (attached) {
			set_text(about.hook, sizeof(about.hook), name);
			about.made_qdisc &= kind == Hook::clsact;
			return hook;
		}
		error = std::move(attached).error();
		if (error.code != EOPNOTSUPP)
			break;
	}
	return error;
}

// No CPU is between the old ingress and egress program any more: membarrier(2) waits for that.
void let_packets_through() {
	constexpr auto longer_than_any = std::chrono::milliseconds{100};
	if (syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0) != 0)
		std::this_thread::sleep_for(longer_than_any);
}

void detach(const stamp_about &about, const std::string &directory) {
	if (const OwnerlessHook *hook = ownerless_hook(about.hook)) {
		hook->detach_ingress(about, directory);
		let_packets_through();
		hook->detach_egress(about, directory);
	}
}

// What another version set up: with either hook, and of either generation.
void detach_foreign(const std::string &iface, const std::string &directory) {
	const auto found = net::find_interface(iface);
	stamp_about about{};
	about.ifindex = found ? static_cast<__u32>(found->index) : 0;
	for (const char *hook : {"xdp", "clsact"}) { // the links of XDP are those of TCX and one
		set_text(about.hook, sizeof(about.hook), hook);
		for (about.generation = 0; found && about.generation <= 1; about.generation++)
			detach(about, directory);
	}
}

void detach_and_remove(const std::string &iface, const std::string &directory) {
	if (const auto about = read_about(directory))
		detach(*about, directory);
	else
		detach_foreign(iface, directory);
	remove_directory(directory);
}

Result<void> exchange(const Place &place) {
	if (renameat2(AT_FDCWD, place.next.c_str(), AT_FDCWD, place.reflector.c_str(),
		      RENAME_EXCHANGE) != 0)
		return last_error("rename " + place.next);
	return {};
}

// The new programs stand in `next`; afterwards they are in the place of `old`.
Result<void> take_over(const Place &place, const Pinned &old, const OwnerlessHook &hook,
		       const Object &object, const net::Interface &iface, stamp_about &about) {
	const OwnerlessHook *before = ownerless_hook(old.about->hook);
	const bool same_hook = old.state == Pinned::State::attached && before == &hook;
	if (same_hook)
		set_text(about.hook, sizeof(about.hook), old.about->hook);
	auto done = same_hook ? hook.replace_ingress(object, iface, place.reflector, place.next)
			      : hook.attach_ingress(object, iface, place.next, about);
	if (done)
		done = pin_about(about, place.next);
	if (done)
		done = exchange(place);
	if (!done && !same_hook)
		hook.detach_ingress(about, place.next);
	if (!done)
		return done;
	if (!same_hook)
		before->detach_ingress(*old.about, place.next);
	let_packets_through();
	before->detach_egress(*old.about, place.next);
	remove_pins(place.next);
	return {};
}

} // namespace

Result<std::optional<Pinned>> find_ownerless(const std::string &iface) {
	auto all = pinned(iface);
	if (!all)
		return std::move(all).error();
	for (Pinned &found : *all)
		if (found.is_ownerless())
			return std::optional(std::move(found));
	return std::optional<Pinned>();
}

Result<std::string> add_ownerless(const net::Interface &iface, const OwnerlessSettings &settings,
				  const session::WireClock &clock) {
	const auto place = take_place(iface.name);
	if (!place)
		return place.error();
	auto found = find_ownerless(iface.name);
	if (!found)
		return std::move(found).error();
	if (const auto &old = *found; old && !old->about)
		return old->why_not;
	else if (old && old->state == Pinned::State::attached)
		return Error{EEXIST, iface.name + " has a reflector without a process"};
	else if (old)
		detach_and_remove(iface.name, place->reflector);
	if (auto free = claim_is_free(iface, settings.datapath.ports); !free)
		return std::move(free).error();

	stamp_about about = reflector_about(settings.datapath, iface, "");
	auto object = prepare(iface, settings, clock, {}, place->next, about);
	if (!object) {
		remove_pins(place->next);
		return std::move(object).error();
	}
	auto hook = attach_egress(settings.datapath.hook, *object, iface, place->next, about);
	auto done = hook ? (*hook)->attach_ingress(*object, iface, place->next, about)
			 : Result<void>(hook.error());
	if (done)
		done = pin_about(about, place->next);
	if (done && rename(place->next.c_str(), place->reflector.c_str()) != 0)
		done = last_error("rename " + place->next);
	if (!done) {
		detach(about, place->next);
		remove_pins(place->next);
		return std::move(done).error();
	}
	return std::string(about.hook);
}

Result<std::string> change_ownerless(const net::Interface &iface, const OwnerlessSettings &settings,
				     const session::WireClock &clock) {
	const auto place = take_place(iface.name);
	if (!place)
		return place.error();
	auto found = find_ownerless(iface.name);
	if (!found)
		return std::move(found).error();
	if (!*found)
		return Error{ENOENT, iface.name + " has no reflector without a process"};
	const Pinned &old = **found;
	if (!old.about)
		return old.why_not;
	if (auto free = claim_is_free(iface, settings.datapath.ports); !free)
		return std::move(free).error();
	const auto kept = open_kept(place->reflector, settings.datapath);
	if (!kept)
		return kept.error();

	stamp_about about = reflector_about(settings.datapath, iface, "");
	about.since_ns = old.about->since_ns;
	about.live = old.about->live;
	about.generation = !old.about->generation;
	about.made_qdisc = old.about->made_qdisc && old.state == Pinned::State::attached;
	auto object = prepare(iface, settings, clock, *kept, place->next, about);
	if (!object) {
		remove_pins(place->next);
		return std::move(object).error();
	}
	auto hook = attach_egress(settings.datapath.hook, *object, iface, place->next, about);
	auto done = hook ? take_over(*place, old, **hook, *object, iface, about)
			 : Result<void>(hook.error());
	if (!done) {
		if (hook)
			(*hook)->detach_egress(about, place->next);
		remove_pins(place->next);
		return std::move(done).error();
	}
	return std::string(about.hook);
}

Result<void> delete_ownerless(const std::string &iface) {
	const auto found = find_ownerless(iface);
	if (!found && found.error().code != ENOENT)
		return found.error();
	if (!found || !*found)
		return Error{ENOENT, iface + " has no reflector without a process"};
	const auto place = take_place(iface);
	if (!place)
		return place.error();
	detach_and_remove(iface, place->reflector);
	remove_pins(place->reflector); // and what is empty now
	return {};
}

Result<std::size_t> delete_all_ownerless() {
	const auto all = pinned();
	if (!all && all.error().code == ENOENT)
		return std::size_t{0};
	if (!all)
		return all.error();
	std::size_t deleted = 0;
	for (const Pinned &found : *all) {
		if (!found.is_ownerless())
			continue;
		if (auto done = delete_ownerless(found.iface); !done)
			return std::move(done).error();
		deleted++;
	}
	return deleted;
}

} // namespace stamp::bpf
