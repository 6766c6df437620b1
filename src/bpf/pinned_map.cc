// SPDX-License-Identifier: Apache-2.0
#include "bpf/pinned_map.h"

#include <cstdint>

#include <bpf/bpf.h>

namespace stamp::bpf {

Result<Fd> open_map(const std::string &directory, const std::string &name) {
	const std::string path = directory + "/" + name;
	Fd map(bpf_obj_get(path.c_str()));
	if (!map)
		return last_error("open " + path);
	return map;
}

Result<bpf_map_info> info_of(const Fd &map) {
	bpf_map_info info{};
	std::uint32_t size = sizeof(info);
	if (bpf_obj_get_info_by_fd(map.get(), &info, &size) != 0)
		return last_error("look at a map");
	return info;
}

} // namespace stamp::bpf
