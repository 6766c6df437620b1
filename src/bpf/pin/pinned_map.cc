// SPDX-License-Identifier: Apache-2.0
#include "bpf/pin/pinned_map.h"

#include <cstdint>

#include <bpf/bpf.h>

#include "bpf/pin/bpffs.h"

namespace stamp::bpf {

Result<void> pin(int object, const std::string &directory, const std::string &name) {
	const auto opened = open_directory(directory);
	if (!opened)
		return opened.error();
	if (bpf_obj_pin(object, opened->path_for_bpf(name).c_str()) != 0)
		return last_error("pin " + directory + "/" + name);
	return {};
}

Result<Fd> open_pin(const std::string &directory, const std::string &name) {
	const auto opened = open_directory(directory);
	if (!opened)
		return opened.error();
	Fd pinned(bpf_obj_get(opened->path_for_bpf(name).c_str()));
	if (!pinned)
		return last_error("open " + directory + "/" + name);
	return pinned;
}

Result<bpf_map_info> info_of(const Fd &map) {
	bpf_map_info info{};
	std::uint32_t size = sizeof(info);
	if (bpf_obj_get_info_by_fd(map.get(), &info, &size) != 0)
		return last_error("look at a map");
	return info;
}

} // namespace stamp::bpf
