// SPDX-License-Identifier: Apache-2.0
#include "bpf/pin/settings.h"

#include <algorithm>
#include <bit>
#include <cerrno>

#include <bpf/bpf.h>

#include "bpf/pin/pinned_map.h"

namespace stamp::bpf {
namespace {

// Calls `take` with every entry of a pinned map of this name.
template <typename Key, typename Take>
Result<void> for_each_entry(const std::string &directory, const char *name, Take take) {
	const auto map = open_map(directory, name);
	if (!map)
		return map.error();
	Key key{}, next{};
	for (const Key *at = nullptr; bpf_map_get_next_key(map->get(), at, &next) == 0; at = &key) {
		__u8 value = 0;
		if (bpf_map_lookup_elem(map->get(), &next, &value) == 0)
			take(next, value);
		key = next;
	}
	return {};
}

net::Prefix prefix_of(const stamp_prefix &key) {
	const net::Address address = net::Address::from_raw(key.addr);
	const unsigned above_v4 = 128 - 32; // the bits of ::ffff:0:0/96
	const bool v4 = address.is_v4() && key.bits >= above_v4;
	return {address, v4 ? key.bits - above_v4 : key.bits};
}

} // namespace

Result<std::vector<net::Prefix>> pinned_addresses(const Instance &reflector) {
	std::vector<net::Prefix> addresses;
	auto read = for_each_entry<stamp_prefix>(
		reflector.directory, "local", [&](const stamp_prefix &key, __u8 kind) {
			if (kind == STAMP_LOCAL_UNICAST)
				addresses.push_back(prefix_of(key));
		});
	if (!read)
		return std::move(read).error();
	std::sort(addresses.begin(), addresses.end());
	return addresses;
}

Result<std::vector<net::Prefix>> pinned_prefixes(const Instance &reflector) {
	std::vector<net::Prefix> prefixes;
	auto read = for_each_entry<stamp_prefix>(reflector.directory, "allow",
						 [&](const stamp_prefix &key, __u8 allowed) {
							 if (allowed)
								 prefixes.push_back(prefix_of(key));
						 });
	if (!read && read.error().code == ENOENT) // the map is not pinned when anybody may ask
		return prefixes;
	if (!read)
		return std::move(read).error();
	return prefixes;
}

Result<std::vector<std::uint16_t>> pinned_ssids(const Instance &reflector) {
	std::vector<std::uint16_t> ssids;
	const auto map = open_map(reflector.directory, "ssids");
	if (!map && map.error().code == ENOENT) // the map is not pinned when any is answered
		return ssids;
	if (!map)
		return map.error();
	for (std::uint32_t index = 0; index < STAMP_SSIDS / 64; index++) {
		std::uint64_t word = 0;
		if (bpf_map_lookup_elem(map->get(), &index, &word) != 0)
			return last_error("read " + reflector.directory + "/ssids");
		for (; word != 0; word &= word - 1)
			ssids.push_back(static_cast<std::uint16_t>(
				index * 64 + static_cast<unsigned>(std::countr_zero(word))));
	}
	return ssids;
}

} // namespace stamp::bpf
