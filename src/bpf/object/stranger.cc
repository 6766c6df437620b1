// SPDX-License-Identifier: Apache-2.0
#include "bpf/object/stranger.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "stamp/abi.h"

namespace stamp::bpf {
namespace {

constexpr int attempts = 4; // while packets come in

bool is_whole(const stamp_stranger &stranger) {
	return stranger.seen_ns == stranger.seen_again_ns;
}

} // namespace

std::optional<net::Endpoint> latest_stranger(int map) {
	static const int cpus = libbpf_num_possible_cpus();
	constexpr std::uint32_t only = 0;
	std::vector<stamp_stranger> seen(static_cast<std::size_t>(std::max(cpus, 1)));
	for (int i = 0; i < attempts; i++) {
		if (bpf_map_lookup_elem(map, &only, seen.data()) != 0)
			return std::nullopt;
		const auto latest = std::max_element(
			seen.begin(), seen.end(),
			[](const auto &a, const auto &b) { return a.seen_ns < b.seen_ns; });
		if (latest->seen_ns == 0)
			return std::nullopt;
		if (is_whole(*latest))
			return net::Endpoint{net::Address::from_raw(latest->addr),
					     stamp_swap16(latest->port)};
	}
	return std::nullopt;
}

} // namespace stamp::bpf
