// SPDX-License-Identifier: Apache-2.0
#include "bpf/object/loaded_cfg.h"

#include <cerrno>
#include <cstring>
#include <vector>

#include "bpf/object/map.h"
#include "bpf/object/skel.h"

namespace stamp::bpf {

Result<stamp_cfg> read_cfg(const Fd &rodata) {
	using ReadOnlyData = std::remove_pointer_t<decltype(stamp_bpf::rodata)>;
	const auto info = info_of(rodata);
	if (!info)
		return info.error();
	std::vector<std::byte> octets(info->value_size);
	if (info->value_size < sizeof(ReadOnlyData))
		return Error{EPROTO,
			     "the configuration of programs of another version",
			     {},
			     Reason::other_version};
	if (!raw::read(rodata.get(), &only_entry, octets.data()))
		return last_error("read the configuration of programs");
	ReadOnlyData data{};
	std::memcpy(&data, octets.data(), sizeof(data));
	return data.cfg;
}

} // namespace stamp::bpf
