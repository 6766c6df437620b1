// SPDX-License-Identifier: Apache-2.0
#include "bpf/object/stranger.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "bpf/object/map_names.h"

namespace stamp::bpf {
namespace {

constexpr int attempts = 4; // while packets come in

bool is_whole(const stamp_stranger &stranger) {
	return stranger.seen_ns == stranger.seen_again_ns;
}

} // namespace

std::optional<net::Endpoint> latest_stranger(int map) {
	const PerCpuMap<std::uint32_t, stamp_stranger> strangers(map);
	for (int i = 0; i < attempts; i++) {
		const auto seen = strangers.read(only_entry);
		if (!seen)
			return std::nullopt;
		const auto latest = std::max_element(
			seen->begin(), seen->end(),
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
