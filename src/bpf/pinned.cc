// SPDX-License-Identifier: Apache-2.0
#include "bpf/pinned.h"

#include <algorithm>
#include <bit>
#include <cerrno>

#include <bpf/bpf.h>
#include <unistd.h>

#include "base/number.h"
#include "bpf/ownerless.h"
#include "bpf/pin_place.h"
#include "bpf/pinned_map.h"

namespace stamp::bpf {
namespace {

// "sender-4711" for the prefix "sender-".
bool is_of_process(std::string_view name, std::string_view prefix) {
	return name.starts_with(prefix) && parse_decimal(name.substr(prefix.size()), UINT32_MAX);
}

std::optional<Pinned> look_at(const std::string &directory, const std::string &name) {
	Pinned found;
	found.directory = directory + "/" + name;
	found.iface = iface_of(directory.substr(directory.rfind('/') + 1));
	const bool sends = is_of_process(name, "sender-");
	const bool ownerless = name == ownerless_pin;
	if (!sends && !ownerless && !is_of_process(name, "reflector-"))
		return std::nullopt;
	found.role = sends ? STAMP_ROLE_SENDER : STAMP_ROLE_REFLECTOR;
	auto about = read_about(found.directory);
	if (about)
		found.about = *about;
	else
		found.why_not = about.error();
	if (ownerless)
		found.state = found.about && is_attached(*found.about, found.directory)
				      ? Pinned::State::attached
				      : Pinned::State::detached;
	else
		found.state =
			is_locked(found.directory) ? Pinned::State::running : Pinned::State::stale;
	return found;
}

// Calls `take` with every entry of a pinned map of this name.
template <typename Key, typename Take>
Result<void> for_each_entry(const std::string &directory, const char *name, Take take) {
	const std::string path = directory + "/" + name;
	const Fd map(bpf_obj_get(path.c_str()));
	if (!map)
		return last_error("open " + path);
	Key key{}, next{};
	for (bool first = true; bpf_map_get_next_key(map.get(), first ? nullptr : &key, &next) == 0;
	     first = false) {
		__u8 value = 0;
		if (bpf_map_lookup_elem(map.get(), &next, &value) == 0)
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

Result<std::vector<Pinned>> pinned(const std::optional<std::string> &iface) {
	const auto root = pin_root();
	if (!root)
		return root.error();
	if (access(root->c_str(), R_OK | X_OK) != 0 && errno != ENOENT)
		return last_error("read " + *root);
	std::vector<Pinned> all;
	for (const std::string &name : iface ? std::vector{pin_name(*iface)} : entries(*root))
		for (const std::string &instance : entries(*root + "/" + name))
			if (auto found = look_at(*root + "/" + name, instance))
				all.push_back(*std::move(found));
	return all;
}

Result<std::vector<net::Address>> pinned_addresses(const Pinned &reflector) {
	std::vector<net::Address> addresses;
	auto read = for_each_entry<stamp_addr>(
		reflector.directory, "local", [&](const stamp_addr &key, __u8 kind) {
			if (kind == STAMP_LOCAL_UNICAST)
				addresses.push_back(net::Address::from_raw(key));
		});
	if (!read)
		return std::move(read).error();
	std::sort(addresses.begin(), addresses.end());
	return addresses;
}

Result<std::vector<net::Prefix>> pinned_prefixes(const Pinned &reflector) {
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

Result<std::vector<std::uint16_t>> pinned_ssids(const Pinned &reflector) {
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

bool has_ownerless_reflector(const net::Interface &iface, std::uint16_t port) {
	const auto found = pinned(iface.name);
	if (!found)
		return false;
	return std::any_of(found->begin(), found->end(), [port](const Pinned &p) {
		const auto *end = p.about ? p.about->ports + p.about->port_count : nullptr;
		return p.state == Pinned::State::attached &&
		       std::find(p.about->ports, end, port) != end;
	});
}

std::size_t remove_stale(const std::string &directory) {
	std::size_t removed = 0;
	for (const std::string &name : entries(directory)) {
		const auto found = look_at(directory, name);
		if (!found || found->state != Pinned::State::stale)
			continue;
		remove_pins(found->directory);
		removed++;
	}
	return removed;
}

std::size_t remove_all_stale() {
	const auto own = pin_root();
	std::size_t removed = 0;
	const auto sweep = [&](const std::string &root) {
		for (const std::string &name : entries(root)) {
			const std::string directory = root + "/" + name;
			removed += remove_stale(directory);
			const auto reflector = look_at(directory, ownerless_pin);
			if (!own || root == *own || !reflector || !reflector->about ||
			    !has_lost_links(reflector->directory))
				continue;
			remove_pins(reflector->directory);
			removed++;
		}
	};
	sweep(pin_top);
	for (const std::string &name : entries(pin_top))
		if (name.starts_with("network-namespace-"))
			sweep(pin_top + "/" + name);
	return removed;
}

} // namespace stamp::bpf
