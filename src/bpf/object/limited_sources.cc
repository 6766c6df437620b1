// SPDX-License-Identifier: Apache-2.0
#include "bpf/object/limited_sources.h"

#include <iterator>

#include <sys/mman.h>

namespace stamp::bpf {

std::vector<session::LimitedSource> read_limited_sources(int map, std::uint32_t rate_pps) {
	constexpr std::size_t octets = std::size_t{STAMP_MAX_SOURCES} * sizeof(stamp_source);
	void *memory = mmap(nullptr, octets, PROT_READ, MAP_SHARED, map, 0);
	std::vector<session::LimitedSource> limited;
	if (memory == MAP_FAILED)
		return limited;
	const auto *sources = static_cast<const volatile stamp_source *>(memory);
	for (std::size_t at = 0; at < STAMP_MAX_SOURCES; at++) {
		const auto &source = sources[at];
		const std::uint32_t count = source.limited;
		if (count == 0 || source.admitted == STAMP_SOURCE_CHANGING)
			continue;
		stamp_addr address;
		for (std::size_t i = 0; i < std::size(address.word); i++)
			address.word[i] = source.addr.word[i];
		limited.push_back({net::Address::from_raw(address), count, rate_pps});
	}
	munmap(memory, octets);
	return limited;
}

} // namespace stamp::bpf
