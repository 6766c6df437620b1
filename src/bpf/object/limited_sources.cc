// SPDX-License-Identifier: Apache-2.0
#include "bpf/object/limited_sources.h"

#include <iterator>

#include "bpf/object/map.h"

namespace stamp::bpf {

std::vector<session::LimitedSource> read_limited_sources(int map, std::uint32_t rate_pps) {
	std::vector<session::LimitedSource> limited;
	const auto sources = MappedArray<const volatile stamp_source>::create(
		map, STAMP_MAX_SOURCES, "map the table of sources");
	if (!sources)
		return limited;
	for (std::size_t at = 0; at < STAMP_MAX_SOURCES; at++) {
		const auto &source = (*sources)[at];
		const std::uint32_t count = source.limited;
		if (count == 0 || source.admitted == STAMP_SOURCE_CHANGING)
			continue;
		stamp_addr address;
		for (std::size_t i = 0; i < std::size(address.word); i++)
			address.word[i] = source.addr.word[i];
		limited.push_back({net::Address::from_raw(address), count, rate_pps});
	}
	return limited;
}

} // namespace stamp::bpf
