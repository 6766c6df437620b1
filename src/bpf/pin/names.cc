// SPDX-License-Identifier: Apache-2.0
#include "bpf/pin/names.h"

#include <set>

#include "bpf/object/handle.h"
#include "bpf/object/skel.h"

namespace stamp::bpf {
namespace {

std::set<std::string> all_names() {
	std::set<std::string> names{about_pin, tallies_pin, link_in_pin, link_out_pin,
				    link_xdp_pin};
	const Skeleton skeleton(stamp_bpf__open()); // read, not loaded
	if (!skeleton)
		return names;
	const bpf_map *map = nullptr;
	bpf_object__for_each_map(map, skeleton->obj) names.insert(pin_of(bpf_map__name(map)));
	bpf_program *program = nullptr;
	bpf_object__for_each_program(program, skeleton->obj)
		names.insert(bpf_program__name(program));
	return names;
}

} // namespace

std::string pin_of(std::string_view map) {
	const std::size_t dot = map.rfind('.');
	return std::string(dot == std::string_view::npos ? map : map.substr(dot + 1));
}

bool is_our_pin(const std::string &name) {
	static const std::set<std::string> names = all_names();
	return names.contains(name);
}

} // namespace stamp::bpf
