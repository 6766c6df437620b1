// SPDX-License-Identifier: Apache-2.0
// The names that we pin under, and no others are removed.
#pragma once

#include <string>
#include <string_view>

struct bpf_map;

namespace stamp::bpf {

inline constexpr const char *about_pin = "about";
inline constexpr const char *tallies_pin = "tallies";
inline constexpr const char *link_in_pin = "link_in", *link_out_pin = "link_out",
			    *link_xdp_pin = "link_xdp";
// The programs of a reflector go by their names.
inline constexpr const char *program_in_pin = "stamp_refl_in", *program_out_pin = "stamp_refl_out",
			    *program_xdp_pin = "stamp_refl_xdp";

// Of a map of the object: "rodata" for "stamp_bp.rodata", as libbpf calls the map of a section.
[[nodiscard]] std::string pin_of(std::string_view map);
// The maps and programs of the object, and the names above.
[[nodiscard]] bool is_our_pin(const std::string &name);

} // namespace stamp::bpf
