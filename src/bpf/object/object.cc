// SPDX-License-Identifier: Apache-2.0
#include "bpf/object/object.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <type_traits>
#include <vector>

#include <bpf/bpf.h>
#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sys/random.h>

#include "bpf/object/counters.h"
#include "bpf/object/load_error.h"
#include "bpf/object/skel.h"

namespace stamp::bpf {
namespace {

constexpr unsigned xdp_dev_bound_only = 1u << 6; // BPF_F_XDP_DEV_BOUND_ONLY, Linux 6.3

int log_message(libbpf_print_level level, const char *format, va_list arguments) {
	std::array<char, 1024> line{};
	std::vector<char> longer; // a verifier log
	va_list again;
	va_copy(again, arguments);
	const int size = std::vsnprintf(line.data(), line.size(), format, arguments);
	std::string_view text(line.data());
	if (size >= static_cast<int>(line.size())) {
		longer.resize(static_cast<std::size_t>(size) + 1);
		std::vsnprintf(longer.data(), longer.size(), format, again);
		text = longer.data();
	}
	va_end(again);
	if (text.ends_with('\n'))
		text.remove_suffix(1);
	spdlog::log(level == LIBBPF_DEBUG ? spdlog::level::trace : spdlog::level::debug, "{}",
		    text);
	return 0;
}

// A map that no program of the role names costs memory for nothing.
void leave_out(bpf_map *map) {
	bpf_map__set_autocreate(map, false);
}

std::vector<bpf_map *> idle_maps(const stamp_bpf &skeleton, Role role, const stamp_cfg &cfg) {
	std::vector<bpf_map *> idle;
	const auto add_unless = [&idle](bool is_used, bpf_map *map) {
		if (!is_used)
			idle.push_back(map);
	};
	add_unless(cfg.has_keys != 0, skeleton.maps.keys);
	add_unless(cfg.hardware_times != 0, skeleton.maps.hw_times);
	if (role == Role::sender) {
		add_unless(cfg.only_peer.port == 0, skeleton.maps.peers);
		return idle;
	}
	add_unless(cfg.report_answers != 0, skeleton.maps.ring);
	add_unless(cfg.has_allow != 0, skeleton.maps.allow);
	add_unless(cfg.has_ssids != 0, skeleton.maps.ssids);
	add_unless(cfg.max_sessions != 0, skeleton.maps.sessions);
	add_unless(cfg.max_sessions != 0, skeleton.maps.places);
	add_unless(cfg.max_sessions != 0, skeleton.maps.session_counts);
	return idle;
}

// What would use an idle map is dead code, but without CAP_PERFMON older verifiers (6.1) look at it
// all the same: the map has to be there.
void shrink(bpf_map *map) {
	const bool is_ring = bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF;
	bpf_map__set_max_entries(map, is_ring ? static_cast<__u32>(::getpagesize()) : 1);
}

void choose_xdp(bpf_program *program, bool wanted, int bound_to, unsigned flags) {
	bpf_program__set_autoload(program, wanted);
	bpf_program__set_flags(program, flags);
	if (bound_to != 0)
		bpf_program__set_ifindex(program, static_cast<__u32>(bound_to));
}

void choose(stamp_bpf &skeleton, Role role, const stamp_cfg &cfg, const XdpProgram &at_xdp,
	    unsigned flags) {
	const bool reflects = role == Role::reflector;
	bpf_program__set_autoload(skeleton.progs.stamp_refl_in, reflects);
	bpf_program__set_autoload(skeleton.progs.stamp_refl_out, reflects);
	bpf_program__set_autoload(skeleton.progs.stamp_send_in, !reflects);
	bpf_program__set_autoload(skeleton.progs.stamp_send_out, !reflects);
	choose_xdp(skeleton.progs.stamp_refl_xdp, reflects && at_xdp.wanted, at_xdp.bound_to,
		   flags);
	choose_xdp(skeleton.progs.stamp_send_xdp, !reflects && at_xdp.wanted, at_xdp.bound_to,
		   flags);
	if (reflects) {
		leave_out(skeleton.maps.peers);
		leave_out(skeleton.maps.sent);
		leave_out(skeleton.maps.strangers);
		bpf_map__set_max_entries(skeleton.maps.sessions, cfg.max_sessions);
		bpf_map__set_max_entries(skeleton.maps.places, cfg.max_sessions);
		bpf_map__set_max_entries(skeleton.maps.session_counts, cfg.max_sessions);
	} else {
		leave_out(skeleton.maps.turned);
		leave_out(skeleton.maps.local);
		leave_out(skeleton.maps.sources);
		leave_out(skeleton.maps.allow);
		leave_out(skeleton.maps.ssids);
		leave_out(skeleton.maps.tlv_notes);
		leave_out(skeleton.maps.sessions);
		leave_out(skeleton.maps.places);
		leave_out(skeleton.maps.session_counts);
	}
	for (bpf_map *map : idle_maps(skeleton, role, cfg))
		shrink(map);
}

// A sender's far ends, as many as have slots in its table of send times.
void fit_targets(stamp_bpf &skeleton, const stamp_cfg &cfg, std::uint32_t sent_slots) {
	bpf_map__set_max_entries(skeleton.maps.sent, sent_slots);
	if (cfg.only_peer.port == 0 && cfg.session_slots != 0)
		bpf_map__set_max_entries(skeleton.maps.peers,
					 std::max(sent_slots / cfg.session_slots, 1u));
}

// Both objects have the same maps and programs, and hence one skeleton.
Skeleton open_object(bool bound) {
	if (!bound)
		return Skeleton(stamp_bpf__open());
	Skeleton skeleton(static_cast<stamp_bpf *>(std::calloc(1, sizeof(stamp_bpf))));
	if (!skeleton || stamp_bpf__create_skeleton(skeleton.get()) != 0)
		return nullptr;
	std::size_t octets = 0;
	skeleton->skeleton->data = const_cast<void *>(stamp_bound_bpf__elf_bytes(&octets));
	skeleton->skeleton->data_sz = octets;
	if (bpf_object__open_skeleton(skeleton->skeleton, nullptr) != 0)
		return nullptr;
	return skeleton;
}

bool draw(__u64 (&seed)[STAMP_SEED_WORDS]) {
	return getrandom(seed, sizeof(seed), 0) == static_cast<ssize_t>(sizeof(seed));
}

struct Wanted {
	Role role;
	const stamp_cfg &cfg;
	std::uint32_t sent_slots;
	XdpProgram at_xdp;
	const std::vector<ReusedMap> &reused;
};

// An error without text is that of the load itself.
Result<Skeleton> load_once(const Wanted &wanted, unsigned flags) {
	Skeleton skeleton = open_object(wanted.at_xdp.bound_to != 0);
	if (!skeleton)
		return last_error("open the BPF object");
	if (!skeleton->rodata || !skeleton->data || !skeleton->bss)
		return Error{ENOMEM, "map the variables of the BPF programs"};
	skeleton->rodata->cfg = wanted.cfg;
	choose(*skeleton, wanted.role, wanted.cfg, wanted.at_xdp, flags);
	if (wanted.role == Role::sender)
		fit_targets(*skeleton, wanted.cfg, wanted.sent_slots);
	else if (!draw(skeleton->bss->hash_seed)) // a map that stays in use keeps its own
		return last_error("draw random numbers");
	for (const ReusedMap &old : wanted.reused) {
		bpf_map *map = bpf_object__find_map_by_name(skeleton->obj, old.name.c_str());
		if (!map || bpf_map__reuse_fd(map, old.map.get()) != 0)
			return last_error("go on with the map " + old.name);
	}
	if (const int error = stamp_bpf__load(skeleton.get()))
		return Error{-error, ""};
	// libbpf asks the kernel whether it can map them, and reads any failure as no.
	if (!skeleton->data || !skeleton->bss)
		return Error{ENOMEM, "map the variables of the BPF programs"};
	return skeleton;
}

Fd copy_of(int fd) {
	return Fd(fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 3));
}

Program copy_of(const bpf_program *program) {
	return {copy_of(bpf_program__fd(program)), bpf_program__name(program)};
}

} // namespace

std::uint32_t program_id(const Fd &program) {
	bpf_prog_info info{};
	std::uint32_t size = sizeof(info);
	return bpf_obj_get_info_by_fd(program.get(), &info, &size) == 0 ? info.id : 0;
}

void route_libbpf_messages() {
	libbpf_set_print(log_message);
}

Result<Object> Object::load(Role role, const stamp_cfg &cfg, std::uint32_t sent_slots,
			    XdpProgram at_xdp, const std::vector<ReusedMap> &reused) {
	const bool bound = at_xdp.bound_to != 0;
	const Wanted wanted{role, cfg, sent_slots, at_xdp, reused};
	// Frames in several buffers are nothing special to the programs (jumbo MTUs want them).
	auto loaded = load_once(wanted, BPF_F_XDP_HAS_FRAGS | (bound ? xdp_dev_bound_only : 0));
	if (!loaded && bound && loaded.error().code == EINVAL) // kernels that take one flag alone
		loaded = load_once(wanted, xdp_dev_bound_only);
	if (!loaded)
		return loaded.error().what.empty() ? load_error(loaded.error().code, bound)
						   : loaded.error();
	return take_over(role, bound, cfg, **loaded);
}

// What outlasts the skeleton.
Result<Object> Object::take_over(Role role, bool is_bound, const stamp_cfg &cfg,
				 const stamp_bpf &loaded) {
	Object object;
	object.is_bound_ = is_bound;
	object.cfg_ = cfg;
	const bool reflects = role == Role::reflector;
	const auto &progs = loaded.progs;
	const std::vector<bpf_map *> idle = idle_maps(loaded, role, cfg);
	object.ingress_ = copy_of(reflects ? progs.stamp_refl_in : progs.stamp_send_in);
	object.egress_ = copy_of(reflects ? progs.stamp_refl_out : progs.stamp_send_out);
	object.xdp_ = copy_of(reflects ? progs.stamp_refl_xdp : progs.stamp_send_xdp);
	const bpf_map *map = nullptr;
	bpf_object__for_each_map(map, loaded.obj) {
		if (!bpf_map__autocreate(map))
			continue;
		object.maps_.push_back({bpf_map__name(map), copy_of(bpf_map__fd(map)),
					std::find(idle.begin(), idle.end(), map) == idle.end()});
		if (!object.maps_.back().fd)
			return last_error("keep the map " + object.maps_.back().name);
	}
	if (!object.ingress_.fd || !object.egress_.fd)
		return last_error("keep the BPF programs");
	using SharedData = std::remove_pointer_t<decltype(stamp_bpf::data)>;
	auto shared =
		MappedArray<std::byte>::create(bpf_map__fd(loaded.maps.data), sizeof(SharedData),
					       "map what changes while running");
	if (!shared)
		return std::move(shared).error();
	object.shared_.emplace(std::move(shared).value());
	auto *data = reinterpret_cast<SharedData *>(&(*object.shared_)[0]);
	object.live_ = &data->live;
	object.phc_ = &data->phc;
	return object;
}

int Object::map(std::string_view name) const {
	const auto found = std::find_if(maps_.begin(), maps_.end(),
					[&](const LoadedMap &map) { return map.name == name; });
	return found == maps_.end() ? -1 : found->fd.get();
}

bool Object::uses(std::string_view name) const {
	return std::any_of(maps_.begin(), maps_.end(),
			   [&](const LoadedMap &map) { return map.name == name && map.is_used; });
}

void Object::close_maps_but(const std::vector<std::string_view> &kept) {
	for (LoadedMap &map : maps_)
		if (std::find(kept.begin(), kept.end(), map.name) == kept.end())
			map.fd = Fd();
}

stamp_program_ids Object::program_ids() const {
	return {program_id(ingress_.fd), program_id(egress_.fd), program_id(xdp_.fd), 0};
}

session::Verdicts Object::verdicts() const {
	return sum_counters<session::Verdicts>(map("verdicts"));
}

session::TlvNotes Object::tlv_notes() const {
	return sum_counters<session::TlvNotes>(map("tlv_notes"));
}

session::HardwareTimes Object::hardware_times() const {
	const int times = is_bound_ ? map("hw_times") : -1;
	return times >= 0 ? sum_counters<session::HardwareTimes>(times) : session::HardwareTimes{};
}

} // namespace stamp::bpf
