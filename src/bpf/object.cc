// SPDX-License-Identifier: Apache-2.0
#include "bpf/object.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <string_view>
#include <vector>

#include <bpf/bpf.h>
#include <linux/capability.h>
#include <spdlog/spdlog.h>

#include "base/privilege.h"
#include "bpf/about.h"

namespace stamp::bpf {
namespace {

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

// A map that no loaded program uses costs memory for nothing. Code that would use it is dead by
// the configuration and removed by the verifier.
void leave_out(bpf_map *map) {
	bpf_map__set_autocreate(map, false);
}

void choose(stamp_bpf &skeleton, Role role, const stamp_cfg &cfg, bool with_xdp) {
	const bool reflects = role == Role::reflector;
	bpf_program__set_autoload(skeleton.progs.stamp_refl_in, reflects);
	bpf_program__set_autoload(skeleton.progs.stamp_refl_out, reflects);
	bpf_program__set_autoload(skeleton.progs.stamp_send_in, !reflects);
	bpf_program__set_autoload(skeleton.progs.stamp_send_out, !reflects);
	bpf_program__set_autoload(skeleton.progs.stamp_refl_xdp, reflects && with_xdp);
	bpf_program__set_autoload(skeleton.progs.stamp_send_xdp, !reflects && with_xdp);
	// Frames in several buffers are nothing special to the programs (jumbo MTUs want them).
	bpf_program__set_flags(skeleton.progs.stamp_refl_xdp, BPF_F_XDP_HAS_FRAGS);
	bpf_program__set_flags(skeleton.progs.stamp_send_xdp, BPF_F_XDP_HAS_FRAGS);
	if (!cfg.has_keys)
		leave_out(skeleton.maps.keys);
	if (reflects) {
		leave_out(skeleton.maps.peers);
		leave_out(skeleton.maps.sent);
		if (!cfg.report_answers)
			leave_out(skeleton.maps.ring);
		if (!cfg.has_allow)
			leave_out(skeleton.maps.allow);
		if (!cfg.has_ssids)
			leave_out(skeleton.maps.ssids);
		if (cfg.max_sessions == 0) {
			leave_out(skeleton.maps.sessions);
			leave_out(skeleton.maps.places);
		}
		bpf_map__set_max_entries(skeleton.maps.sessions, std::max(cfg.max_sessions, 1u));
		bpf_map__set_max_entries(skeleton.maps.places, std::max(cfg.max_sessions, 1u));
	} else {
		leave_out(skeleton.maps.local);
		leave_out(skeleton.maps.sources);
		leave_out(skeleton.maps.allow);
		leave_out(skeleton.maps.ssids);
		leave_out(skeleton.maps.tlv_notes);
		leave_out(skeleton.maps.sessions);
		leave_out(skeleton.maps.places);
	}
}

} // namespace

void route_libbpf_messages() {
	libbpf_set_print(log_message);
}

Result<Object> Object::load(Role role, const stamp_cfg &cfg, std::uint32_t sent_slots,
			    bool with_xdp, const std::vector<ReusedMap> &reused) {
	Skeleton skeleton(stamp_bpf__open());
	if (!skeleton)
		return last_error("open the BPF object");
	skeleton->rodata->cfg = cfg;
	choose(*skeleton, role, cfg, with_xdp);
	if (role == Role::sender)
		bpf_map__set_max_entries(skeleton->maps.sent, sent_slots);
	for (const ReusedMap &old : reused) {
		bpf_map *map = bpf_object__find_map_by_name(skeleton->obj, old.name.c_str());
		if (!map || bpf_map__reuse_fd(map, old.map.get()) != 0)
			return last_error("go on with the map " + old.name);
	}
	if (const int error = stamp_bpf__load(skeleton.get())) {
		// The verifier's word. The programs are written so that it wants no CAP_PERFMON
		// (which frees from its guards against Spectre), but older ones guard more:
		// 6.1 refuses any narrow store over a spilled number.
		if (error == -EACCES && !privilege::has(CAP_PERFMON))
			return Error{EPERM, "load the BPF programs: missing CAP_PERFMON"};
		if (error == -EACCES)
			return Error{EOPNOTSUPP, "load the BPF programs: refused by the verifier"};
		return Error{-error, "load the BPF programs"};
	}
	return Object(role, std::move(skeleton));
}

const bpf_program *Object::ingress() const {
	return role_ == Role::reflector ? skeleton_->progs.stamp_refl_in
					: skeleton_->progs.stamp_send_in;
}

const bpf_program *Object::egress() const {
	return role_ == Role::reflector ? skeleton_->progs.stamp_refl_out
					: skeleton_->progs.stamp_send_out;
}

const bpf_program *Object::xdp() const {
	return role_ == Role::reflector ? skeleton_->progs.stamp_refl_xdp
					: skeleton_->progs.stamp_send_xdp;
}

session::Verdicts Object::verdicts() const {
	return sum_verdicts(bpf_map__fd(skeleton_->maps.verdicts));
}

session::TlvNotes Object::tlv_notes() const {
	return sum_tlv_notes(bpf_map__fd(skeleton_->maps.tlv_notes));
}

} // namespace stamp::bpf
