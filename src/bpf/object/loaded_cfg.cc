// SPDX-License-Identifier: Apache-2.0
#include "bpf/object/loaded_cfg.h"

#include <cerrno>
#include <cstring>
#include <vector>

#include <bpf/bpf.h>

#include "bpf/object/skel.h"
#include "bpf/pin/pinned_map.h"

namespace stamp::bpf {

Result<stamp_cfg> read_cfg(const Fd &rodata) {
	using ReadOnlyData = std::remove_pointer_t<decltype(stamp_bpf::rodata)>;
	const auto info = info_of(rodata);
	if (!info)
		return info.error();
	const std::uint32_t only = 0;
	std::vector<std::byte> octets(info->value_size);
	if (info->value_size < sizeof(ReadOnlyData))
		return Error{EPROTO, "the configuration of programs of another version"};
	if (bpf_map_lookup_elem(rodata.get(), &only, octets.data()) != 0)
		return last_error("read the configuration of programs");
	ReadOnlyData data{};
	std::memcpy(&data, octets.data(), sizeof(data));
	return data.cfg;
}

} // namespace stamp::bpf
