// SPDX-License-Identifier: Apache-2.0
#include "bpf/object/map.h"

#include <algorithm>
#include <cerrno>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

namespace stamp::bpf {

bool raw::read(int map, const void *key, void *value) {
	return bpf_map_lookup_elem(map, key, value) == 0;
}

bool raw::write(int map, const void *key, const void *value, std::uint64_t flags) {
	return bpf_map_update_elem(map, key, value, flags) == 0;
}

bool raw::remove(int map, const void *key) {
	return bpf_map_delete_elem(map, key) == 0;
}

bool raw::next_key(int map, const void *key, void *next) {
	return bpf_map_get_next_key(map, key, next) == 0;
}

int raw::read_batch(int map, const std::uint32_t *from, std::uint32_t *next, void *keys,
		    void *values, std::uint32_t *count) {
	// libbpf does not write to `from`.
	return bpf_map_lookup_batch(map, const_cast<std::uint32_t *>(from), next, keys, values,
				    count, nullptr) == 0
		       ? 0
		       : errno;
}

std::size_t cpu_count() {
	static const int cpus = libbpf_num_possible_cpus();
	return static_cast<std::size_t>(std::max(cpus, 1));
}

Result<bpf_map_info> info_of(const Fd &map) {
	bpf_map_info info{};
	std::uint32_t size = sizeof(info);
	if (bpf_obj_get_info_by_fd(map.get(), &info, &size) != 0)
		return last_error("look at a map");
	return info;
}

Result<Fd> create_array(const char *name, std::size_t value_octets, std::uint32_t count,
			std::uint32_t flags) {
	LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = flags);
	Fd map(bpf_map_create(BPF_MAP_TYPE_ARRAY, name, sizeof(std::uint32_t),
			      static_cast<std::uint32_t>(value_octets), count, &options));
	if (!map)
		return last_error("create a map");
	return map;
}

} // namespace stamp::bpf
