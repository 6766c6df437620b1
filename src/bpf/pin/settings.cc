// SPDX-License-Identifier: Apache-2.0
#include "bpf/pin/settings.h"

#include <algorithm>
#include <bit>
#include <cerrno>

#include "bpf/attach/persistent.h"
#include "bpf/pin/bpffs.h"
#include "session/reflector_cfg.h"

namespace stamp::bpf {
namespace {

net::Prefix prefix_of(const stamp_prefix &key) {
	const net::Address address = net::Address::from_raw(key.addr);
	const unsigned above_v4 = 128 - 32; // the bits of ::ffff:0:0/96
	const bool v4 = address.is_v4() && key.bits >= above_v4;
	return {address, v4 ? key.bits - above_v4 : key.bits};
}

// The prefixes of such a table with this value.
Result<std::vector<net::Prefix>> prefixes(const std::string &directory,
					  const MapName<stamp_prefix, __u8> &name, __u8 wanted) {
	const auto map = PinnedMap<stamp_prefix, __u8>::open(directory, name);
	if (!map)
		return map.error();
	std::vector<net::Prefix> all;
	for (const stamp_prefix &key : map->keys()) {
		__u8 value = 0;
		if (map->read(key, value) && value == wanted)
			all.push_back(prefix_of(key));
	}
	return all;
}

} // namespace

Result<std::vector<net::Prefix>> pinned_addresses(const Instance &reflector) {
	auto addresses = prefixes(reflector.directory, local_map, STAMP_LOCAL_UNICAST);
	if (addresses)
		std::sort(addresses->begin(), addresses->end());
	return addresses;
}

Result<std::vector<net::Prefix>> pinned_prefixes(const Instance &reflector) {
	constexpr __u8 let_in = 1;
	auto allowed = prefixes(reflector.directory, allow_map, let_in);
	if (!allowed && allowed.error().code == ENOENT) // not pinned if every source is allowed
		return std::vector<net::Prefix>{};
	return allowed;
}

Result<std::vector<std::uint16_t>> pinned_ssids(const Instance &reflector) {
	std::vector<std::uint16_t> ssids;
	const auto map =
		PinnedMap<std::uint32_t, std::uint64_t>::open(reflector.directory, ssids_map);
	if (!map && map.error().code == ENOENT) // not pinned if every SSID is answered
		return ssids;
	if (!map)
		return map.error();
	for (std::uint32_t index = 0; index < STAMP_SSIDS / 64; index++) {
		std::uint64_t word = 0;
		if (!map->read(index, word))
			return last_error("read " + reflector.directory + "/ssids");
		for (; word != 0; word &= word - 1)
			ssids.push_back(static_cast<std::uint16_t>(
				index * 64 + static_cast<unsigned>(std::countr_zero(word))));
	}
	return ssids;
}

stamp_about reflector_about(const session::ReflectorSpec &spec, const net::Interface &iface,
			    const std::string &hook) {
	stamp_about about =
		new_about(STAMP_ROLE_REFLECTOR, iface, session::reflector_cfg(spec, iface));
	set_text(about.hook, sizeof(about.hook), hook);
	about.rate_pps = spec.rate_pps;
	about.total_rate_pps = spec.total_rate_pps;
	about.sessions_per_source = spec.sessions_per_source;
	return about;
}

Result<session::ReflectorSpec> spec_of(const Instance &reflector) {
	if (!reflector.about)
		return reflector.why_not;
	const stamp_about &about = *reflector.about;
	session::ReflectorSpec spec = session::spec_of(about.cfg);
	spec.ifaces = {reflector.iface};
	spec.rate_pps = about.rate_pps;
	spec.total_rate_pps = about.total_rate_pps;
	spec.sessions_per_source = about.sessions_per_source;
	const PersistentHook *hook = persistent_hook(about.hook);
	if (!hook)
		return Error{EPROTO,
			     std::string("hook ") + about.hook + " is of another version",
			     {},
			     Reason::other_version};
	spec.hook = hook->kind();
	auto allow = pinned_prefixes(reflector);
	if (!allow)
		return std::move(allow).error();
	spec.allow = std::move(allow).value();
	auto ssids = pinned_ssids(reflector);
	if (!ssids)
		return std::move(ssids).error();
	spec.ssids = std::move(ssids).value();
	if (about.some_addresses) {
		auto addresses = pinned_addresses(reflector);
		if (!addresses)
			return std::move(addresses).error();
		for (const net::Prefix &prefix : *addresses)
			spec.addresses.push_back(prefix.address);
	}
	return spec;
}

} // namespace stamp::bpf
